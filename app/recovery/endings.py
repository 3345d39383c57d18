"""What the history tells that ends an open recovery (V04).

Each of these events is written in the transaction that causes it, so the recovery ends with it, by
whatever way it came. A recovery is bound to the user's `token_version` besides: what raises that
and is not named here makes it void, too.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.models import AuditEvent
from app.audit.service import record, recorded
from app.core.act import Act
from app.core.assurance import has_second_factor
from app.db.clock import moment_within
from app.recovery import notices, states
from app.users.models import User

Reason = Callable[[AuditEvent], str | None]


def _with_factor(row: AuditEvent) -> str | None:
    methods = row.detail.get("methods") or [row.detail.get("method", "")]
    return states.FACTOR if has_second_factor(methods) else None


def _by_operator(row: AuditEvent) -> str | None:
    return states.OPERATOR if row.actor_id != row.subject_id else None


def _or_operator(reason: str) -> Reason:
    """Return the reason of an act of the owner or an operator."""
    return lambda row: _by_operator(row) or reason


_factor, _password, _address, _change = map(
    _or_operator, (states.FACTOR, states.PASSWORD, states.ADDRESS, states.CHANGED)
)
ENDING: dict[Event, Reason] = {
    Event.LOGIN: _with_factor,
    Event.REAUTHENTICATED: _with_factor,
    Event.BACKUP_CODE_USED: _factor,
    Event.BACKUP_CODES_REPLACED: _factor,
    Event.TWO_FACTOR_ENABLED: _factor,
    Event.TWO_FACTOR_REPLACED: _factor,
    Event.TWO_FACTOR_DISABLED: _factor,
    Event.AUTHENTICATOR_ADDED: _factor,
    Event.AUTHENTICATOR_REMOVED: _factor,
    Event.PASSKEY_ADDED: _factor,
    Event.PASSKEY_REMOVED: _factor,
    Event.PASSWORD_RESET: _password,
    Event.PASSWORD_CHANGED: _password,
    Event.EMAIL_CHANGED: _address,
    Event.EMAIL_CHANGE_UNDONE: _address,
    Event.TWO_FACTOR_RESET: _change,
    Event.TWO_FACTOR_ASKED: _change,
    Event.ROLE_CHANGED: _change,
    Event.DISABLED: _change,
    Event.LOGOUT_ALL: _by_operator,
}
# Whoever runs the service vouches for the mailbox of an account that was recovered.
_VOUCHING = (Event.RESET_ASKED, Event.TWO_FACTOR_RESET, Event.TWO_FACTOR_ASKED)
_NEW_PASSWORD = (Event.PASSWORD_RESET, Event.PASSWORD_CHANGED)


@recorded.connect
def end_by_event(row: AuditEvent, *, tx: Session, act: Act) -> None:
    """End the open recovery of the account that an event happened to.

    The transaction of the event has locked the user's row. A new password clears the count of
    starts, also where no recovery is open.
    """
    event = Event(row.type)
    is_vouched = event in _VOUCHING and _by_operator(row) is not None
    if not is_vouched and event not in ENDING:
        return  # before any read: a forgotten password must cost an unknown address as much (R42)
    user = tx.get(User, row.subject_id) if row.subject_id else None
    if user is None:
        return
    if is_vouched:
        user.recovered_at = None
    if event in _NEW_PASSWORD:
        states.forget_starts(tx, user.id)
    reason = ENDING[event](row) if event in ENDING else None
    if reason is None or user.recovery_ready_at is None:
        return
    if states.end(tx, user, reason, moment_within(tx)):
        record(tx, Event.RECOVERY_ENDED, subject_id=user.id, act=act, reason=reason)
        notices.tell_ended(tx, user, reason, act)
