"""The states of a recovery, and the only writes between them.

Each arrow is one conditional write.

                          told in time,
                          at the date               link and password
    begin ──► waiting ──────────────────► ready ──────────────────────► finished
                 │                          │
                 ├────────── stop ──────────┤  the owner, a mail, an administrator ──► stopped
                 │                          │
                 ├────────── end ───────────┤  a factor, a password, an address,
                 │                          │  an operator's act                   ──► ended
                 │                          │
                 └────────── lapse ─────────┘  nobody was told; not used within a
                                               day; five wrong passwords           ──► lapsed

               ready ◄──────────────── finished     the password again, before a new
                          reopen: another one       factor is on: both proofs anew

`waiting` and `ready` are open, and a user has one open recovery at most (V07): an index refuses a
second. The other four are final. Whoever changes a state has locked the user's row first. The
moments are those of the database's clock (V02). The column `recovery_ready_at` is written with each
of them, so that the rooms below know of an open one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.core.act import Act
from app.core.opaque_tokens import digest, new_token
from app.db import rows_changed
from app.recovery.models import (
    ENDED,
    FINISHED,
    LAPSED,
    OPEN,
    READY,
    STOPPED,
    WAITING,
    Recovery,
)
from app.users.models import User

# By which a recovery is stopped, and why it ends or lapses.
BY_MAIL, BY_SESSION, BY_OPERATOR = "mail", "session", "operator"
FACTOR, PASSWORD, ADDRESS, OPERATOR, CHANGED = (
    *("factor", "password", "address", "operator", "changed"),
)
NO_NOTICE, UNUSED, WRONG_PASSWORDS = "no-notice", "unused", "wrong-passwords"
MOST_TRIES = 5
LINK_LIFE = timedelta(hours=24)
_FIRST_DAY = timedelta(days=1)


def find_open(tx: Session, user_id: str) -> Recovery | None:
    """Return the open recovery of a locked user, or None."""
    of_user = select(Recovery).where(Recovery.user_id == user_id, Recovery.state.in_(OPEN))
    return tx.scalar(of_user.execution_options(populate_existing=True))


def begin(tx: Session, user: User, *, seconds: int, moment: datetime, act: Act) -> Recovery:
    """Begin the wait of a locked user who has no open recovery.

    All its dates are written now (V09).
    """
    wait = timedelta(seconds=seconds)
    row = Recovery(
        user_id=user.id,
        state=WAITING,
        token_version=user.token_version,
        started_at=moment,
        half_at=moment + wait / 2,
        tell_by=moment + min(wait, _FIRST_DAY),
        ready_at=moment + wait,
        ip=act.origin.ip,
        user_agent=act.origin.user_agent,
    )
    tx.add(row)
    user.recovery_ready_at = row.ready_at
    tx.flush()
    return row


def note_told(tx: Session, recovery_id: str, moment: datetime) -> bool:
    """Note a notice taken in time; return whether it is first."""
    in_time = (Recovery.told_at.is_(None), Recovery.tell_by > moment)
    told = update(Recovery).where(Recovery.id == recovery_id, Recovery.state == WAITING, *in_time)
    return rows_changed(tx, told.values(told_at=moment)) == 1


def note_reminded(tx: Session, row: Recovery, moment: datetime) -> bool:
    """Claim the mail that goes half-way; return whether nobody else has."""
    due = (Recovery.state == WAITING, Recovery.half_at <= moment, Recovery.reminded_at.is_(None))
    reminded = update(Recovery).where(Recovery.id == row.id, *due)
    return rows_changed(tx, reminded.values(reminded_at=moment)) == 1


def make_ready(tx: Session, user: User, row: Recovery, moment: datetime) -> str | None:
    """End the wait, and return the token that finishes the recovery (V03).

    Returns None before the date, where nobody was told, and where the account has changed.
    """
    token = new_token()
    over = (
        Recovery.state == WAITING,
        Recovery.ready_at <= moment,
        Recovery.told_at.is_not(None),
        Recovery.token_version == user.token_version,
    )
    made = update(Recovery).where(Recovery.id == row.id, *over)
    link = {"token_hash": digest(token), "expires_at": moment + LINK_LIFE}
    return token if rows_changed(tx, made.values(state=READY, **link)) == 1 else None


def reopen(tx: Session, user: User, moment: datetime, act: Act) -> str:
    """Return another token for a recovered account that has no factor yet.

    It is a recovery of its own, without a wait, and no start. An older one that is open lapses.
    """
    _close(tx, user, LAPSED, _open_of(user), reason=UNUSED, moment=moment)
    row = begin(tx, user, seconds=0, moment=moment, act=act)
    token, link = new_token(), update(Recovery).where(Recovery.id == row.id)
    made = {"state": READY, "counts": False, "told_at": moment, "expires_at": moment + LINK_LIFE}
    tx.execute(link.values(token_hash=digest(token), **made))
    return token


def count_try(tx: Session, token: str, moment: datetime) -> tuple[str, str, int] | None:
    """Count a password sent with a link, before its check (V03).

    Returns the recovery, its user and the tries so far; None where the link is not live.
    """
    live = (*_is_live(token, moment), Recovery.tries < MOST_TRIES)
    counted = update(Recovery).where(*live).values(tries=Recovery.tries + 1)
    found = tx.execute(counted.returning(Recovery.id, Recovery.user_id, Recovery.tries))
    row = found.one_or_none()
    return (row.id, row.user_id, row.tries) if row else None


def refund_try(tx: Session, recovery_id: str) -> None:
    """Take a try back whose password was not checked."""
    taken = (Recovery.id == recovery_id, Recovery.state == READY, Recovery.tries > 0)
    tx.execute(update(Recovery).where(*taken).values(tries=Recovery.tries - 1))


def finish(tx: Session, user: User, token: str, moment: datetime) -> bool:
    """Spend a link of a locked user; return whether it was live."""
    own = (Recovery.user_id == user.id, Recovery.token_version == user.token_version)
    return _close(tx, user, FINISHED, (*own, *_is_live(token, moment)), moment=moment)


def stop(tx: Session, user: User, how: str, moment: datetime, *, recovery_id: str = "") -> bool:
    """Stop the open recovery of a locked user, or that one alone.

    Returns whether there was one.
    """
    one = (Recovery.id == recovery_id,) if recovery_id else ()
    return _close(tx, user, STOPPED, (*_open_of(user), *one), reason=how, moment=moment)


def end(tx: Session, user: User, reason: str, moment: datetime) -> bool:
    """End a locked user's open recovery (V04); return whether one was."""
    return _close(tx, user, ENDED, _open_of(user), reason=reason, moment=moment)


def end_all(tx: Session, reason: str, moment: datetime) -> None:
    """End every open recovery of a database that was restored."""
    final = {"state": ENDED, "reason": reason, "token_hash": None, "closed_at": moment}
    tx.execute(update(Recovery).where(Recovery.state.in_(OPEN)).values(**final))


def lapse(tx: Session, user: User, reason: str, moment: datetime) -> bool:
    """Let a locked user's open recovery lapse; return whether it did.

    Each reason has its own condition, which is looked at again under the lock.
    """
    due: dict[str, Sequence[ColumnElement[bool]]] = {
        NO_NOTICE: (
            Recovery.state == WAITING,
            Recovery.ready_at <= moment,
            Recovery.told_at.is_(None),
        ),
        UNUSED: (Recovery.state == READY, Recovery.expires_at <= moment),
        WRONG_PASSWORDS: (Recovery.state == READY, Recovery.tries >= MOST_TRIES),
    }
    return _close(tx, user, LAPSED, (*_open_of(user), *due[reason]), reason=reason, moment=moment)


def forget_starts(tx: Session, user_id: str) -> None:
    """Count no start of a user whose password is new."""
    tx.execute(update(Recovery).where(Recovery.user_id == user_id).values(counts=False))


def _open_of(user: User) -> tuple[ColumnElement[bool], ...]:
    return (Recovery.user_id == user.id, Recovery.state.in_(OPEN))


def _is_live(token: str, moment: datetime) -> tuple[ColumnElement[bool], ...]:
    # The date again: a clock that was ahead when the link was made may have been set right.
    return (
        Recovery.token_hash == digest(token),
        Recovery.state == READY,
        Recovery.ready_at <= moment,
        Recovery.expires_at > moment,
    )


def _close(
    tx: Session,
    user: User,
    state: str,
    which: Sequence[ColumnElement[bool]],
    *,
    reason: str = "",
    moment: datetime,
) -> bool:
    final = {"state": state, "reason": reason, "token_hash": None, "closed_at": moment}
    if rows_changed(tx, update(Recovery).where(*which).values(**final)) != 1:
        return False
    user.recovery_ready_at = None
    return True
