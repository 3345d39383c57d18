"""Mails people some days before their date: 14, 7, 3 and 1."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from app.db import end_read, rows_changed, write_tx
from app.db.clock import moment_within
from app.db.types import UtcDateTime
from app.extensions import db, settings
from app.mail.outbox import queue
from app.mail.wording import policy as wording
from app.policy.dates import DUE, REMIND_DAYS, days_mailed
from app.policy.levels import LEVELS
from app.policy.models import Policy, PolicyDate
from app.policy.standing import (
    APPLIES,
    OWN_DATE,
    RANK,
    STANDING,
    standing_of,
    standing_values,
)
from app.users.models import User
from app.users.service import may_sign_in

_NOW: ColumnElement[datetime] = bindparam("moment", type_=UtcDateTime())
_DAY = timedelta(days=1)


def _has_come(days: int) -> ColumnElement[bool]:
    """Return the condition of a date that is near and untold."""
    nearer = or_(PolicyDate.reminded.is_(None), PolicyDate.reminded > days)
    return and_(bindparam(f"in_{days}", type_=UtcDateTime()) >= DUE, nearer)


_SOON: Select[Any] = (
    select(
        User.id,
        User.email,
        User.locale,
        Policy.scope,
        Policy.level,
        PolicyDate.due_at,
        DUE.label("due"),
        STANDING,
    )
    .select_from(User)
    .join(Policy, APPLIES)
    .join(PolicyDate, OWN_DATE)
    .where(DUE > _NOW, or_(*map(_has_come, REMIND_DAYS)), RANK > STANDING % 10)
    .order_by(User.id, DUE, RANK.desc(), Policy.scope)
)


@dataclass(frozen=True)
class _Reminder:
    """One date that comes near, as it was when it was read."""

    user_id: str
    email: str
    locale: str
    scope: str
    level: str
    written: datetime
    due: datetime


def remind_due(now: datetime) -> int:
    """Queue the mails that near dates ask for; return how many.

    Several processes may do so at once: a conditional write decides who queues a mail. Whoever has
    enrolled by now, or is stopped already, gets none.
    """
    tx = db.session()
    moment = moment_within(tx)
    near = {f"in_{days}": moment + timedelta(days=days) for days in REMIND_DAYS}
    values = {"moment": moment, **near, **standing_values()}
    found = tx.execute(_SOON.where(*may_sign_in()), values).all()
    end_read()
    dates = [each for row in found if (each := _reminder(row)) is not None]
    return sum(
        _remind(own, moment, now) for _user_id, own in groupby(dates, key=lambda each: each.user_id)
    )


def _reminder(row: Row[Any]) -> _Reminder | None:
    *values, told = tuple(row)
    found = _Reminder(*values)
    return found if LEVELS.index(found.level) > standing_of(told).level else None


def _remind(dates: Iterable[_Reminder], moment: datetime, now: datetime) -> int:
    """Mail a person their dates in order; return how many mails.

    A later date gets no mail of its own where it asks for nothing stricter.
    """
    strictest, mailed = 0, 0
    with write_tx() as tx:
        for each in dates:
            rank = LEVELS.index(each.level)
            if _claim(tx, each, moment) and rank > strictest:
                days = -((moment - each.due) // _DAY)
                message = wording.reminder(
                    settings(), each.email, level=each.level, due=each.due, days=days
                )
                queue(tx, message, now, language=each.locale)
                mailed += 1
            strictest = max(strictest, rank)
    return mailed


def _claim(tx: Session, date: _Reminder, moment: datetime) -> bool:
    """Take a mail, unless it was taken or its date moved."""
    days = days_mailed(date.due, moment)
    claim = (
        update(PolicyDate)
        .where(
            PolicyDate.user_id == date.user_id,
            PolicyDate.scope == date.scope,
            PolicyDate.level == date.level,
            PolicyDate.due_at == date.written,
            or_(PolicyDate.reminded.is_(None), PolicyDate.reminded > days),
        )
        .values(reminded=days)
    )
    return rows_changed(tx, claim) == 1
