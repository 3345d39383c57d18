"""`flask mail …`: sends, lists and retries mails, and tries the server."""

from typing import Any

import click
from flask.cli import AppGroup

from app.cli.output import json_option, one_line_failures, say, show
from app.config.operators import operator_act
from app.core.addresses import normal_form
from app.extensions import now
from app.mail import outbox
from app.mail.failures import MailFailed
from app.mail.models import OutboxMail
from app.mail.standing import letters
from app.mail.trial import send_trial
from app.policy.reminders import remind_due
from app.recovery.advancing import advance_due

mail = AppGroup("mail", help="List, send and retry mails, and try the mail server.")


@mail.command("send-due")
@json_option
@one_line_failures
def send_due(*, as_json: bool) -> None:
    """Send every mail that is due.

    Those that remind people of a policy's date, and those of recoveries, are among them. A running
    server does so by itself.
    """
    remind_due(now())
    advance_due(now())
    done = outbox.deliver_due(now())
    say(
        f"{done.sent} sent, {done.failed} failed, {done.dead} dead.",
        as_json=as_json,
        sent=done.sent,
        failed=done.failed,
        dead=done.dead,
    )


@mail.command("list")
@json_option
@one_line_failures
def list_all(*, as_json: bool) -> None:
    """List the mails that wait or were given up, and why.

    Shows when each is tried next. Their text stays sealed.
    """
    show([_standing(letter) for letter in letters()], as_json=as_json)


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
            for letter in letters(dead_only=True)
        ],
        as_json=as_json,
    )


@mail.command("test")
@click.argument("email", metavar="ADDRESS")
@json_option
@one_line_failures
def send_test(*, email: str, as_json: bool) -> None:
    """Send a mail to ADDRESS now, and show what the server answered.

    The mail does not wait in the queue. The command needs no database.
    """
    address = normal_form(email)
    try:
        answer = send_trial(address, act=operator_act(now()))
    except MailFailed as wrong:
        told = f" The server said: {wrong.reply}" if wrong.reply else ""
        raise click.ClickException(f"No mail went to {address}: {wrong}.{told}") from None
    say(f"The mail to {address}: {answer}", as_json=as_json, email=address, answer=answer)


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


def _standing(letter: OutboxMail) -> dict[str, Any]:
    is_dead = letter.dead_at is not None
    return {
        "id": letter.id,
        "kind": letter.kind,
        "state": "given up" if is_dead else "waiting",
        "created": letter.created_at.isoformat(),
        "attempts": letter.attempts,
        "next": None if is_dead else letter.next_at.isoformat(),
        "reason": letter.last_error or None,
    }
