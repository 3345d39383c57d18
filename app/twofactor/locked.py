"""Whose codes are locked now: one SQL expression for lists and counts."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select

from app.core.limits import Window
from app.extensions import settings
from app.factors.models import LIVE, TotpSecret
from app.lockout.counters import CODE
from app.lockout.models import AttemptKey, AttemptRow
from app.users.models import User


def locked_accounts(now: datetime) -> Select[str]:
    """Return the query for the ids of people who are locked.

    No code of theirs is taken now. The query tells of many accounts what
    `app.twofactor.login.seconds_locked` tells of one.
    """
    windows = settings().code_limits
    return (
        select(AttemptKey.account)
        .join(AttemptRow, AttemptRow.key == AttemptKey.key)
        .join(User, User.id == AttemptKey.account)
        .where(AttemptKey.scope == CODE, AttemptRow.at > min(each.since(now) for each in windows))
        .group_by(AttemptKey.account)
        .having(or_(*_full(windows, now)))
    )


def _full(windows: Sequence[Window], now: datetime) -> Iterator[ColumnElement[bool]]:
    """Yield whether each window has no place for the next code.

    A code is compared with each authenticator, and costs as many tries in all windows but the
    shortest.
    """
    shortest, *longer = windows
    tried, counts = AttemptRow.at > shortest.since(now), AttemptRow.forgiven.is_(False)
    yield func.count().filter(tried, counts) >= shortest.limit
    apps = (
        select(func.count())
        .where(TotpSecret.user_id == AttemptKey.account, TotpSecret.state == LIVE)
        .scalar_subquery()
    )
    for each in longer:
        cost = case((apps > each.limit, each.limit), (apps > 1, apps), else_=1)
        yield func.count().filter(AttemptRow.at > each.since(now)) > each.limit - cost
