"""`flask mail …`: sending what waits."""

from flask.cli import AppGroup

from app.cli.output import json_option, one_line_failures, say
from app.extensions import now
from app.mail.service import deliver_due

mail = AppGroup("mail", help="Send mails that wait.")


@mail.command("send-due")
@json_option
@one_line_failures
def send_due(*, as_json: bool) -> None:
    """Send every mail that is due; a running server does so by itself."""
    done = deliver_due(now())
    say(
        f"{done.sent} sent, {done.failed} failed.",
        as_json=as_json,
        sent=done.sent,
        failed=done.failed,
    )
