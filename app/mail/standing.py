"""The state of the outbox: mails that wait or were given up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.extensions import now as present
from app.mail.models import OutboxMail

_IS_WAITING = OutboxMail.dead_at.is_(None)


@dataclass(frozen=True)
class QueueState:
    """The counts of waiting and dead mails, and the oldest's waiting time.

    `failing` counts the waiting mails that were tried in vain.
    """

    waiting: int
    oldest_seconds: int
    dead: int
    failing: int = 0


def queue_state(now: datetime) -> QueueState:
    """Return how many mails wait and how many are dead."""
    waiting, failing, oldest, everything = db.session.execute(
        select(
            func.count().filter(_IS_WAITING),
            func.count().filter(_IS_WAITING, OutboxMail.last_error != ""),
            func.min(OutboxMail.created_at).filter(_IS_WAITING),
            func.count(),
        ).select_from(OutboxMail)
    ).one()
    age = int((now - oldest).total_seconds()) if oldest is not None else 0
    return QueueState(waiting, max(age, 0), dead=everything - waiting, failing=failing)


def queue_gauges() -> dict[tuple[str, str], float]:
    """Return the queue as numbers for a metric.

    Returns an empty mapping where the database does not answer.
    """
    try:
        queue = queue_state(present())
    except SQLAlchemyError:
        return {}
    return {
        ("mails", "waiting"): queue.waiting,
        ("mails", "failing"): queue.failing,
        ("mails", "dead"): queue.dead,
        ("oldest_mail_seconds", "waiting"): queue.oldest_seconds,
    }


def reasons() -> Mapping[str, int]:
    """Return why waiting mails failed, with the number of mails, most first."""
    many = func.count()
    found = select(OutboxMail.last_error, many).where(_IS_WAITING, OutboxMail.last_error != "")
    rows = db.session.execute(found.group_by(OutboxMail.last_error).order_by(many.desc()))
    return {reason: int(mails) for reason, mails in rows}


def letters(*, dead_only: bool = False) -> Sequence[OutboxMail]:
    """Return the mails that wait or were given up, oldest first.

    Their text stays sealed.
    """
    found = select(OutboxMail).order_by(OutboxMail.created_at, OutboxMail.id)
    if dead_only:
        found = found.where(OutboxMail.dead_at.is_not(None))
    return db.session.scalars(found).all()
