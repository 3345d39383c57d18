"""Whose codes are locked now: one SQL expression for lists and counts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select

from app.core.limits import Window
from app.extensions import settings
from app.factors.models import LIVE, TotpSecret
from app.lockout.counters import CODE
from app.lockout.models import AttemptKey, AttemptRow
from app.twofactor.enrolment import MOST_APPS
from app.users.models import User


def locked_accounts(now: datetime, among: Sequence[str] | None = None) -> Select[str]:
    """Return the query for the ids of people who are locked.

    No code of theirs is taken now. With `among` all others are left out. The query tells of many
    accounts what `app.twofactor.login.seconds_locked` tells of one.
    """
    windows = settings().code_limits
    near = _near(windows, now, among)
    return (
        select(AttemptKey.account)
        .join(near, near.c.key == AttemptKey.key)
        .join(User, User.id == AttemptKey.account)
        .where(AttemptKey.scope == CODE, or_(*_full(windows, near)))
    )


def _near(windows: Sequence[Window], now: datetime, among: Sequence[str] | None) -> Subquery:
    """Return keys near a lock, with the counts of their windows.

    Most people who mistyped a code are far from a lock. An index alone tells so: the
    authenticators are counted for the others alone.
    """
    shortest, *longer = windows
    counts = AttemptRow.forgiven.is_(False)
    tried = [func.count().filter(AttemptRow.at > each.since(now)) for each in longer]
    tried.insert(0, func.count().filter(AttemptRow.at > shortest.since(now), counts))
    least = [shortest.limit, *(each.limit - min(each.limit, MOST_APPS) + 1 for each in longer)]
    near = (many >= limit for many, limit in zip(tried, least, strict=True))
    named = (each.label(f"tried_{place}") for place, each in enumerate(tried))
    earliest = min(each.since(now) for each in windows)
    chosen = select(AttemptRow.key, *named).where(AttemptRow.at > earliest)
    if among is not None:
        own = (AttemptKey.scope == CODE, AttemptKey.account.in_(among))
        chosen = chosen.where(AttemptRow.key.in_(select(AttemptKey.key).where(*own)))
    return chosen.group_by(AttemptRow.key).having(or_(*near)).subquery()


def _full(windows: Sequence[Window], near: Subquery) -> Iterator[ColumnElement[bool]]:
    """Yield whether each window has no place for the next code.

    A code is compared with each authenticator, and costs as many tries in all windows but the
    shortest. It costs no more than a window has, and one at least.
    """
    (shortest, *longer), (_, first, *others) = windows, near.c
    yield first >= shortest.limit
    apps = (
        select(func.count())
        .where(TotpSecret.user_id == AttemptKey.account, TotpSecret.state == LIVE)
        .scalar_subquery()
    )
    for tried, each in zip(others, longer, strict=True):
        yield tried >= each.limit
        yield and_(tried > 0, apps > each.limit - tried)
