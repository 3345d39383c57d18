"""`flask mail …`: sends waiting mails; lists and retries dead ones."""

import click
from flask.cli import AppGroup

from app.cli.output import json_option, one_line_failures, say, show
from app.extensions import now
from app.mail import outbox

mail = AppGroup("mail", help="Send mails that wait; list and retry those that were given up.")


@mail.command("send-due")
@json_option
@one_line_failures
def send_due(*, as_json: bool) -> None:
    """Send every mail that is due.

    A running server does so by itself.
    """
    done = outbox.deliver_due(now())
    say(
        f"{done.sent} sent, {done.failed} failed, {done.dead} dead.",
        as_json=as_json,
        sent=done.sent,
        failed=done.failed,
        dead=done.dead,
    )


@mail.command("dead")
@json_option
@one_line_failures
def dead(*, as_json: bool) -> None:
    """List the mails that were given up, and why.

    Their text stays sealed.
    """
    show(
        [
            {
                "id": letter.id,
                "kind": letter.kind,
                "created": letter.created_at.isoformat(),
                "attempts": letter.attempts,
                "lastError": letter.last_error,
            }
            for letter in outbox.dead_letters()
        ],
        as_json=as_json,
    )


@mail.command("retry")
@click.argument("mail_id", metavar="ID", required=False)
@click.option("--all", "everything", is_flag=True, help="Every mail that was given up.")
@json_option
@one_line_failures
def retry(*, mail_id: str | None, everything: bool, as_json: bool) -> None:
    """Queue a mail that was given up, by its ID or --all."""
    if everything == bool(mail_id):
        raise click.UsageError("Give the ID of a dead mail, or --all.")
    many = outbox.retry(now(), mail_id=mail_id)
    if mail_id and not many:
        raise click.ClickException(f"There is no dead mail {mail_id}.")
    say(f"{many} will be tried again.", as_json=as_json, retried=many)
