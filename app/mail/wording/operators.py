"""The text of the mail about an operator's act."""

from app.config import Settings
from app.core.act import Act
from app.core.text import _
from app.mail.message import Message, facts


def operator_acted(settings: Settings, to: str, *, what: str, act: Act) -> Message:
    """Tell the owner what an operator did.

    `what` goes on after "An operator" without a full stop.
    """
    return Message(
        kind="operator_acted",
        to=to,
        subject=_("An operator changed your {app} account").format(app=settings.app_name),
        paragraphs=(_("An operator of {app} {what}.").format(app=settings.app_name, what=what),),
        facts=facts(act),
        advice=_("Did you not expect it? Tell whoever runs {url}.").format(url=settings.public_url),
    )
