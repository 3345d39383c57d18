"""A mail that shows an operator whether mail goes out."""

from app.core.act import Act
from app.core.opaque_tokens import new_id
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
        subject=f"A test mail of {found.app_name}",
        paragraphs=(
            f"The operator of {found.app_name} sent this mail to see whether mail goes out. "
            "You need not do anything.",
        ),
        facts=facts(act),
    )
    return send(found, message, mail_id=new_id(), now=act.now)
