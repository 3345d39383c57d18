"""The text of an invitation."""

from datetime import datetime

from app.config import Settings
from app.core.act import Act
from app.core.text import Text, _, moment_text
from app.mail.message import Action, Message


def invitation(settings: Settings, to: str, *, link: str, until: datetime, act: Act) -> Message:
    """Invite the owner of an address; the mail alone holds the link."""
    app = settings.app_name
    return Message(
        kind="invitation",
        to=to,
        subject=_("You are invited to {app}").format(app=app),
        paragraphs=(
            _invites(act, app),
            _("Open the link, choose a password, and you are in."),
            _(
                "The link works once, until {moment}. Give it to nobody: whoever opens it first "
                "gets the account."
            ).format(moment=moment_text(until)),
        ),
        action=Action(_("Take the invitation"), link),
        advice=_("Do you not know who that is? Then do nothing: no account is made."),
    )


def _invites(act: Act, app: str) -> Text:
    if act.by is None:
        return _("Whoever runs {app} invites you to it.").format(app=app)
    return _("{who} invites you to {app}.").format(who=act.by.name, app=app)
