"""A mail that shows an operator whether mail goes out."""

from app.core.act import Act
from app.core.opaque_tokens import new_id
from app.core.text import _
from app.extensions import settings
from app.mail.message import Message, facts
from app.mail.transport import send


def send_trial(to: str, *, act: Act) -> str:
    """Send a mail at once, and return what the server answered.

    Raises MailRefused or MailDelayed with the reason.
    """
    found = settings()
    message = Message(
        kind="trial",
        to=to,
        subject=_("A test mail of {app}").format(app=found.app_name),
        paragraphs=(
            _(
                "The operator of {app} sent this mail to see whether mail goes out. "
                "You need not do anything."
            ).format(app=found.app_name),
        ),
        facts=facts(act),
    )
    return send(found, message, mail_id=new_id(), now=act.now)
