"""Beginning a recovery from a half-finished login."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import RecoveryUnavailable, TooManyAttempts, TwoFactorSessionExpired
from app.core.limits import Window, limit_state
from app.core.text import Text, _
from app.db import write_tx
from app.db.clock import moment_within
from app.extensions import settings
from app.recovery import notices, states
from app.recovery.models import STOPPED, FormerAddress, Recovery
from app.sessions.login_challenge import HalfAuth, require_challenge
from app.users.models import User
from app.users.recovery_marks import is_recoverable
from app.users.service import lock_user

_DAY = 86_400
_AFTER_STOP = Window(limit=1, seconds=7 * _DAY)
_AFTER_MOVE = Window(limit=1, seconds=7 * _DAY)
_STARTS = Window(limit=3, seconds=30 * _DAY)
_STOPPED = _("A recovery of this account was stopped in the last seven days. Wait until then.")
_MOVED = _("This account got another address in the last seven days. Wait until then.")
_OFTEN = _("This account was to be recovered three times in the last 30 days. Wait until then.")


def start(half: HalfAuth, *, act: Act) -> datetime:
    """Begin the recovery of a half-finished login's account.

    Returns from when it can be finished. Where one is open it is that one, and no mail goes (V07).
    Where the address is not proven the answer is the same, and nothing begins (V10). Raises
    TwoFactorSessionExpired, RecoveryUnavailable where the password vouches for nothing (V01), for
    administrators and where recovery is off, and TooManyAttempts in the seven days after a stop or
    a move, and past three starts.
    """
    with write_tx() as tx:
        user = _lock(tx, half)
        moment, seconds = moment_within(tx), settings().recovery_wait_seconds
        if user.email_verified_at is None:
            return moment + timedelta(seconds=seconds)
        if user.recovery_ready_at is not None:
            return user.recovery_ready_at
        _refuse_too_often(tx, user, moment)
        row = states.begin(tx, user, seconds=seconds, moment=moment, act=act)
        record(tx, Event.RECOVERY_BEGUN, subject_id=user.id, act=act)
        notices.tell_begun(tx, user, row, act)
        return row.ready_at


def _lock(tx: Session, half: HalfAuth) -> User:
    user = lock_user(tx, half.user.id)
    if user is None or user.token_version != half.user.token_version:
        raise TwoFactorSessionExpired
    require_challenge(tx, half)
    if not is_recoverable(user):
        raise RecoveryUnavailable(support=settings().support)
    return user


def _refuse_too_often(tx: Session, user: User, moment: datetime) -> None:
    waits = [
        (limit_state(times, window, moment).retry_after, told)
        for times, window, told in _limits(tx, user)
    ]
    seconds, told = max(waits, key=lambda each: each[0])
    if seconds:
        raise TooManyAttempts(told, retry_after=seconds)


def _limits(tx: Session, user: User) -> Iterator[tuple[Sequence[datetime], Window, Text]]:
    own = (Recovery.user_id == user.id,)
    stops = select(Recovery.closed_at).where(*own, Recovery.state == STOPPED)
    yield [each for each in tx.scalars(stops) if each], _AFTER_STOP, _STOPPED
    moves = select(FormerAddress.moved_at).where(FormerAddress.user_id == user.id)
    yield tx.scalars(moves).all(), _AFTER_MOVE, _MOVED
    starts = select(Recovery.started_at).where(*own, Recovery.counts)
    yield tx.scalars(starts).all(), _STARTS, _OFTEN
