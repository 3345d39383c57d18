"""The texts of mails about app tokens."""

from app.config import Settings
from app.core.act import Act
from app.core.text import _
from app.mail.message import Action, Message, facts


def app_token_made(settings: Settings, to: str, *, name: str, origin: str, act: Act) -> Message:
    """Tell the owner that a program can open an app as them."""
    return Message(
        kind="app_token_made",
        to=to,
        subject=_("An app token was made"),
        paragraphs=(
            _(
                "An app token was made in your {app} account. Whoever has it opens one app as you, "
                "without your password and your second factor."
            ).format(app=settings.app_name),
        ),
        facts=facts(act, (_("Called"), name), (_("App"), origin)),
        action=Action(_("Look at your account"), f"{settings.public_url}/profile"),
        advice=_("Was it not you? Sign in, revoke it and change your password."),
    )
