"""Queueing mails and sending those that are due."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.encryption import SealBroken
from app.core.opaque_tokens import new_id
from app.db import write_tx
from app.extensions import db, runtime, settings
from app.mail.messages import Message
from app.mail.models import OutboxMail
from app.mail.transport import send

_PURPOSE = "outbox.sealed"
_LEASE_SECONDS = 60
_BACK_OFF_SECONDS = (10, 60, 300, 1800, 7200)


@dataclass(frozen=True)
class Delivery:
    """How many mails went out, and how many could not."""

    sent: int
    failed: int


def queue(tx: Session, message: Message, now: datetime) -> None:
    """Add a mail to the transaction that causes it."""
    mail_id = new_id()
    plain = json.dumps(message.content()).encode()
    sealed = runtime().key_ring.seal(plain, purpose=_PURPOSE, owner=mail_id)
    tx.add(OutboxMail(id=mail_id, kind=message.kind, sealed=sealed, created_at=now, next_at=now))


def deliver_due(now: datetime) -> Delivery:
    """Send every mail that is due; those that fail wait longer each time, and are never dropped."""
    sent = failed = 0
    due = select(OutboxMail.id).where(OutboxMail.next_at <= now).order_by(OutboxMail.created_at)
    for mail_id in db.session.scalars(due).all():
        mail = _claim(mail_id, now)
        if mail is None:
            continue
        error = _try(mail, now)
        _settle(mail, error, now)
        sent, failed = (sent, failed + 1) if error else (sent + 1, failed)
    return Delivery(sent=sent, failed=failed)


def _claim(mail_id: str, now: datetime) -> OutboxMail | None:
    """Take a lease by one conditional write, so that no second worker sends the same mail."""
    with write_tx() as tx:
        return tx.scalar(
            update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.next_at <= now)
            .values(
                next_at=now + timedelta(seconds=_LEASE_SECONDS), attempts=OutboxMail.attempts + 1
            )
            .returning(OutboxMail)
            .execution_options(populate_existing=True)
        )


def _try(mail: OutboxMail, now: datetime) -> str:
    """Send one mail; return what went wrong, or an empty string."""
    try:
        plain = runtime().key_ring.open_sealed(mail.sealed, purpose=_PURPOSE, owner=mail.id)
        send(settings(), Message(**json.loads(plain)), mail_id=mail.id, now=now)
    except (OSError, ValueError, SealBroken) as wrong:
        return f"{type(wrong).__name__}: {wrong}"[:200]
    return ""


def _settle(mail: OutboxMail, error: str, now: datetime) -> None:
    with write_tx() as tx:
        if not error:
            tx.execute(delete(OutboxMail).where(OutboxMail.id == mail.id))
            return
        wait = _BACK_OFF_SECONDS[min(mail.attempts, len(_BACK_OFF_SECONDS)) - 1]
        tx.execute(
            update(OutboxMail)
            .where(OutboxMail.id == mail.id)
            .values(next_at=now + timedelta(seconds=wait), last_error=error)
        )
