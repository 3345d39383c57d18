"""The text of the mail about an act of somebody else."""

from app.config import Settings
from app.core.act import Act
from app.core.text import _
from app.mail.message import Message, facts


def operator_acted(settings: Settings, to: str, *, what: str, act: Act) -> Message:
    """Tell the owner what an operator or an administrator did.

    `what` goes on after who it was, without a full stop.
    """
    app, by = settings.app_name, act.by
    if by is None:
        subject = _("An operator changed your {app} account").format(app=app)
        told = _("An operator of {app} {what}.").format(app=app, what=what)
    else:
        subject = _("An administrator changed your {app} account").format(app=app)
        told = _("{who}, an administrator of {app}, {what}.").format(
            who=by.name, app=app, what=what
        )
    return Message(
        kind="operator_acted",
        to=to,
        subject=subject,
        paragraphs=(told,),
        facts=facts(act, *([(_("Reason"), act.reason)] if act.reason else [])),
        advice=_("Did you not expect it? Tell whoever runs {url}.").format(url=settings.public_url),
    )
