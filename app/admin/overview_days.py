"""Sign-ins and refusals of the last days, counted in the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ScalarSelect, column, func, select, values

from app.audit.events import FAILURES, Event
from app.audit.models import AuditEvent
from app.db.types import UtcDateTime
from app.extensions import db

DAYS = 30


@dataclass(frozen=True)
class Day:
    """The finished sign-ins and the refusals of a day in UTC."""

    day: date
    sign_ins: int
    refusals: int


def last_days(now: datetime, days: int = DAYS) -> list[Day]:
    """Return so many days in UTC, the oldest first and today last.

    A day without any event is there, too. One statement looks up each day and type in the index: it
    reads no row, and none of the older days.
    """
    today = datetime.combine(now.astimezone(UTC), time(), UTC)
    begins = [today - timedelta(days=back) for back in reversed(range(days))]
    spans = values(
        column("begins", UtcDateTime()), column("ends", UtcDateTime()), name="days"
    ).data([(each, each + timedelta(days=1)) for each in begins])
    asked = spans.cte("spans")
    counted = select(
        asked.c.begins,
        _many(asked.c.begins, asked.c.ends, [Event.LOGIN.value]),
        _many(asked.c.begins, asked.c.ends, sorted(each.value for each in FAILURES)),
    )
    return [
        Day(row[0].date(), row[1], row[2])
        for row in db.session.execute(counted.order_by(asked.c.begins))
    ]


def _many(begins: object, ends: object, types: Sequence[str]) -> ScalarSelect[int]:
    of_day = (AuditEvent.type.in_(types), AuditEvent.at >= begins, AuditEvent.at < ends)
    return select(func.count()).select_from(AuditEvent).where(*of_day).scalar_subquery()
