"""Sign-ins and refusals of the last days, counted in the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import ScalarSelect, column, func, select, values

from app.audit.events import FAILURES, Event
from app.audit.models import AuditEvent
from app.db.types import UtcDateTime
from app.extensions import Runtime, db, runtime

DAYS = 30
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Day:
    """The finished sign-ins and the refusals of a day in UTC."""

    day: date
    sign_ins: int
    refusals: int


@dataclass
class _Memory:
    """The days that a process has counted, and when it last looked."""

    looked_at: datetime
    days: dict[datetime, Day]


_memories: WeakKeyDictionary[Runtime, _Memory] = WeakKeyDictionary()


def last_days(now: datetime, days: int = DAYS) -> list[Day]:
    """Return so many days in UTC, the oldest first and today last.

    The history only grows: a process counts each day until it is over for a whole day, and
    remembers it then. Where the clock went back it begins anew.
    """
    today = datetime.combine(now.astimezone(UTC), time(), UTC)
    begins = [today - back * _DAY for back in reversed(range(days))]
    memory = _memories.get(runtime())
    known = memory.days if memory and memory.looked_at <= now else {}
    missing = [each for each in begins if each not in known]
    found = known | dict(zip(missing, count_days(missing), strict=True))
    over = {each: found[each] for each in begins if each + 2 * _DAY <= now}
    _memories[runtime()] = _Memory(now, over)
    return [found[each] for each in begins]


def count_days(begins: Sequence[datetime]) -> list[Day]:
    """Return the days that begin then, in their order.

    A day without any event is there, too. One statement looks up each day and type in the index: it
    reads no row, and none of other days.
    """
    spans = values(
        column("begins", UtcDateTime()), column("ends", UtcDateTime()), name="days"
    ).data([(each, each + _DAY) for each in begins])
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
