"""Makes the steps that are due, whichever node comes first."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.request_origin import OPERATOR, RequestOrigin
from app.db import write_tx
from app.db.clock import DATABASE_NOW, clock_values, moment_within
from app.db.reads import find_rows
from app.extensions import settings
from app.recovery import notices, states
from app.recovery.models import OPEN, READY, WAITING, Recovery
from app.users.models import ADMIN, User
from app.users.service import lock_user

# More wait for the next run.
_AT_ONCE = 500
_DUE = or_(
    and_(Recovery.state == WAITING, Recovery.ready_at <= DATABASE_NOW),
    and_(
        Recovery.state == WAITING,
        Recovery.half_at <= DATABASE_NOW,
        Recovery.reminded_at.is_(None),
    ),
    and_(Recovery.state == READY, Recovery.expires_at <= DATABASE_NOW),
)
_IS_VOID = or_(
    Recovery.token_version != User.token_version,
    User.disabled_at.is_not(None),
    User.email_verified_at.is_(None),
    User.role == ADMIN,
)


def advance_due(now: datetime) -> int:
    """Make every step that is due; return how many were made.

    Several processes may do so at once: a conditional write decides who makes a step and sends its
    mails.
    """
    act = Act(RequestOrigin(ip=OPERATOR, user_agent="server", request_id=""), now)
    return sum(_advance(user_id, act) for user_id in _due())


def _due() -> Sequence[str]:
    is_on = settings().recovery_wait_seconds > 0
    due: ColumnElement[bool] = or_(_DUE, _IS_VOID) if is_on else true()
    found = (
        select(Recovery.user_id)
        .join(User, User.id == Recovery.user_id)
        .where(Recovery.state.in_(OPEN), due)
        .order_by(Recovery.ready_at)
        .limit(_AT_ONCE)
    )
    return [row[0] for row in find_rows(found, **clock_values())]


def _advance(user_id: str, act: Act) -> bool:
    with write_tx() as tx:
        user = lock_user(tx, user_id)
        row = states.find_open(tx, user_id)
        if user is None or row is None:
            return False
        moment = moment_within(tx)
        if reason := _why_void(user, row):
            return _end(tx, user, reason, moment, act)
        if row.state == READY:
            return _lapse(tx, user, states.UNUSED, moment, act)
        if row.ready_at > moment:
            return _remind(tx, user, row, moment, act)
        if row.told_at is None:
            return _lapse(tx, user, states.NO_NOTICE, moment, act)
        return _make_ready(tx, user, row, moment, act)


def _why_void(user: User, row: Recovery) -> str | None:
    is_off = settings().recovery_wait_seconds == 0
    if is_off or user.disabled_at is not None or user.role == ADMIN:
        return states.OPERATOR
    is_as_begun = row.token_version == user.token_version and user.email_verified_at is not None
    return None if is_as_begun else states.CHANGED


def _make_ready(tx: Session, user: User, row: Recovery, moment: datetime, act: Act) -> bool:
    token = states.make_ready(tx, user, row, moment)
    if token is None:
        return False
    record(tx, Event.RECOVERY_READY, subject_id=user.id, act=act)
    notices.tell_ready(tx, user, row, token=token, until=moment + states.LINK_LIFE, act=act)
    return True


def _remind(tx: Session, user: User, row: Recovery, moment: datetime, act: Act) -> bool:
    if not states.note_reminded(tx, row, moment):
        return False
    record(tx, Event.RECOVERY_REMINDED, subject_id=user.id, act=act)
    notices.tell_half_way(tx, user, row, act)
    return True


def _lapse(tx: Session, user: User, reason: str, moment: datetime, act: Act) -> bool:
    if not states.lapse(tx, user, reason, moment):
        return False
    record(tx, Event.RECOVERY_LAPSED, subject_id=user.id, act=act, reason=reason)
    notices.tell_lapsed(tx, user, reason, act)
    return True


def _end(tx: Session, user: User, reason: str, moment: datetime, act: Act) -> bool:
    if not states.end(tx, user, reason, moment):
        return False
    record(tx, Event.RECOVERY_ENDED, subject_id=user.id, act=act, reason=reason)
    notices.tell_ended(tx, user, reason, act, by_person=False)
    return True
