"""The mail to whoever brought a weak secret along."""

from datetime import datetime

from app.config import Settings
from app.mail.message import Action, Message, facts


def renew_authenticator(settings: Settings, to: str, *, now: datetime) -> Message:
    """Ask the owner of an imported secret of fewer than 128 bits to set up a new one."""
    return Message(
        kind="renew_authenticator",
        to=to,
        subject="Set up your authenticator app anew",
        paragraphs=(
            f"Your account moved to {settings.app_name}, and your authenticator app goes on "
            "working. The secret that it holds is shorter than what is held safe today "
            "(128 bits), so please set the app up anew when you next sign in.",
        ),
        facts=facts(now),
        action=Action("Set up the app anew", f"{settings.public_url}/profile"),
        advice="Until then your codes work as before.",
    )
