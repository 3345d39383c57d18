"""The text of the mail about an operator's act."""

from app.config import Settings
from app.core.act import Act
from app.mail.message import Message, facts


def operator_acted(settings: Settings, to: str, *, what: str, act: Act) -> Message:
    """Tell the owner what an operator did.

    `what` goes on after "An operator" without a full stop.
    """
    return Message(
        kind="operator_acted",
        to=to,
        subject=f"An operator changed your {settings.app_name} account",
        paragraphs=(f"An operator of {settings.app_name} {what}.",),
        facts=facts(act),
        advice=f"Did you not expect it? Tell whoever runs {settings.public_url}.",
    )
