"""The outbox: queues mails, sends due ones, gives up after many failures."""

import json
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from blinker import Signal
from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.opaque_tokens import new_id
from app.db import end_read, rows_changed, write_tx
from app.db.sealed import open_sealed, seal
from app.extensions import db, settings
from app.extensions import now as present
from app.mail.failures import MailDelayed, MailRefused
from app.mail.message import Message
from app.mail.models import OutboxMail
from app.mail.transport import send
from app.web.monitoring.metrics import count

# Longer than the longest try (names, addresses, one conversation): no second worker sends a mail
# while a slow server still takes it from the first.
_LEASE_SECONDS = 300
_BACK_OFF_SECONDS = (10, 60, 300, 1800, 7200)
# After four shorter waits, one try every two hours: about two days in all.
_MOST_ATTEMPTS = 28
# The metric of tries, and what comes of one.
TRIES, SENT, FAILED, DEAD = "mail_tries", "sent", "failed", "dead"
# Sent with the kind of a mail that has a reference, and the `reference`, in the transaction `tx`
# that removes the mail because a server has taken it. It is never sent for a mail that is given up.
handed_over = Signal("a mail that a server has taken")
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    """How many mails were sent, wait for another try, or are dead."""

    sent: int = 0
    failed: int = 0
    dead: int = 0


def queue(
    tx: Session, message: Message, now: datetime, *, language: str, reference: str | None = None
) -> None:
    """Add a mail to the transaction that causes it.

    `language` is the account's. It is "" where nobody chose one: the mail is in English then. The
    signal `handed_over` tells the `reference` when a server has taken the mail.
    """
    mail_id = new_id()
    plain = json.dumps(message.told_in(language).content()).encode()
    sealed = seal(OutboxMail.sealed, plain, owner=mail_id)
    row = OutboxMail(id=mail_id, kind=message.kind, sealed=sealed, reference=reference)
    row.created_at = row.next_at = now
    tx.add(row)


def deliver_due(now: datetime) -> Delivery:
    """Try every due mail, those with the fewest tries first.

    A mail that fails waits longer each time. After two days, or a refusal for good, it is dead
    until an operator retries it. Each mail is leased at the time of its own try: sending the ones
    before it may have taken minutes.
    """
    due = (
        select(OutboxMail.id)
        .where(*_is_due(now))
        .order_by(OutboxMail.attempts, OutboxMail.created_at)
    )
    waiting = db.session.scalars(due).all()
    end_read()  # no connection is held while a server is slow
    done = Delivery()
    for mail_id in waiting:
        mail = _claim(mail_id, max(now, present()))
        if mail is not None:
            done = _deliver(mail, done)
    return done


def open_mail(mail: OutboxMail) -> Message:
    """Return the message of a mail that waits; raises SealBroken."""
    plain = open_sealed(OutboxMail.sealed, mail.sealed, owner=mail.id)
    return Message.from_content(json.loads(plain))


def retry(now: datetime, *, mail_id: str | None = None) -> int:
    """Queue one dead mail, or all, again; return how many.

    Each has its full number of tries before it.
    """
    again = update(OutboxMail).where(OutboxMail.dead_at.is_not(None))
    if mail_id is not None:
        again = again.where(OutboxMail.id == mail_id)
    with write_tx() as tx:
        return rows_changed(tx, again.values(dead_at=None, attempts=0, next_at=now, last_error=""))


def _claim(mail_id: str, now: datetime) -> OutboxMail | None:
    """Lease a mail by one conditional write.

    No second worker can then send the same mail. Returns None where the mail is not due any more.
    """
    with write_tx() as tx:
        return tx.scalar(
            update(OutboxMail)
            .where(OutboxMail.id == mail_id, *_is_due(now))
            .values(
                next_at=now + timedelta(seconds=_LEASE_SECONDS), attempts=OutboxMail.attempts + 1
            )
            .returning(OutboxMail)
            .execution_options(populate_existing=True)
        )


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    # No mail waits longer than the longest pause: a clock that was ahead set such a time.
    longest = now + timedelta(seconds=max(_BACK_OFF_SECONDS))
    is_time = or_(OutboxMail.next_at <= now, OutboxMail.next_at > longest)
    return (is_time, OutboxMail.dead_at.is_(None))


def _deliver(mail: OutboxMail, done: Delivery) -> Delivery:
    """Try one leased mail and record the result."""
    try:
        was_sent = _send(mail)
    except MailRefused as wrong:
        _settle(mail, str(wrong), is_final=True)
        return replace(done, dead=done.dead + 1)
    except Exception as wrong:  # a fault of one mail must not hold up the others
        error = str(wrong) if isinstance(wrong, MailDelayed) else type(wrong).__name__
        is_final = mail.attempts >= _MOST_ATTEMPTS
        _settle(mail, error, is_final=is_final)
        if is_final:
            return replace(done, dead=done.dead + 1)
        return replace(done, failed=done.failed + 1)
    with write_tx() as tx:
        tx.execute(delete(OutboxMail).where(OutboxMail.id == mail.id))
        if mail.reference is not None:
            handed_over.send(mail.kind, reference=mail.reference, tx=tx)
    if was_sent:
        count(TRIES, SENT)
    return replace(done, sent=done.sent + was_sent)


def _send(mail: OutboxMail) -> bool:
    """Open and send one mail; return whether there was anything to send."""
    message = open_mail(mail)
    if not message.to:
        # A decoy, written so that known and unknown addresses cost the same (R42).
        return False
    send(settings(), message, mail_id=mail.id, now=mail.created_at)
    return True


def _settle(mail: OutboxMail, error: str, *, is_final: bool) -> None:
    """Record a failure, if the lease is still ours."""
    now = present()
    wait = _BACK_OFF_SECONDS[min(mail.attempts, len(_BACK_OFF_SECONDS)) - 1]
    next_at = now + timedelta(seconds=wait)
    with write_tx() as tx:
        tx.execute(
            update(OutboxMail)
            .where(OutboxMail.id == mail.id, OutboxMail.attempts == mail.attempts)
            .values(
                next_at=next_at,
                last_error=error[:200],
                dead_at=now if is_final else None,
            )
        )
    _note_failure(mail, error, next_at=None if is_final else next_at)


def _note_failure(mail: OutboxMail, error: str, *, next_at: datetime | None) -> None:
    count(TRIES, DEAD if next_at is None else FAILED)
    facts = {
        "mailId": mail.id,
        "kind": mail.kind,
        "attempt": mail.attempts,
        "reason": error,
        "nextAt": next_at.isoformat() if next_at else None,
    }
    told = "is given up" if next_at is None else "was not sent"
    _log.warning("mail %s (%s) %s: %s", mail.id, mail.kind, told, error, extra={"facts": facts})
