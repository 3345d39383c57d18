"""Mails that wait and mails that were given up: counted, listed, tried again on request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.db import rows_changed, write_tx
from app.extensions import db, now
from app.mail.models import OutboxMail


@dataclass(frozen=True)
class QueueState:
    """How many mails wait, for how long the oldest has, and how many were given up."""

    waiting: int
    oldest_seconds: int
    dead: int


def queue_state(now: datetime) -> QueueState:
    """Return what waits and what is dead, for an operator who asks whether mail goes out."""
    is_waiting = OutboxMail.dead_at.is_(None)
    waiting, oldest, everything = db.session.execute(
        select(
            func.count().filter(is_waiting),
            func.min(OutboxMail.created_at).filter(is_waiting),
            func.count(),
        ).select_from(OutboxMail)
    ).one()
    age = int((now - oldest).total_seconds()) if oldest is not None else 0
    return QueueState(waiting=waiting, oldest_seconds=max(age, 0), dead=everything - waiting)


def queue_gauges() -> dict[tuple[str, str], float]:
    """Return the queue as numbers for a metric; none where the database does not answer."""
    try:
        queue = queue_state(now())
    except SQLAlchemyError:
        return {}
    return {
        ("mails", "waiting"): queue.waiting,
        ("mails", "dead"): queue.dead,
        ("oldest_mail_seconds", "waiting"): queue.oldest_seconds,
    }


def dead_letters() -> Sequence[OutboxMail]:
    """Return the mails that were given up, oldest first; their text stays sealed."""
    dead = select(OutboxMail).where(OutboxMail.dead_at.is_not(None))
    return db.session.scalars(dead.order_by(OutboxMail.created_at, OutboxMail.id)).all()


def retry(now: datetime, *, mail_id: str | None = None) -> int:
    """Let one dead mail, or all, wait anew with every try before them; return how many."""
    again = update(OutboxMail).where(OutboxMail.dead_at.is_not(None))
    if mail_id is not None:
        again = again.where(OutboxMail.id == mail_id)
    with write_tx() as tx:
        return rows_changed(tx, again.values(dead_at=None, attempts=0, next_at=now))
