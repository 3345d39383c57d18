"""The authenticators of a user.

The functions store pending and live secrets, and accept a code once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.encryption import SealBroken
from app.core.errors import CodeAlreadyUsed, InvalidCode
from app.core.totp import Totp, new_secret
from app.db import rows_changed
from app.db.sealed import open_sealed, seal
from app.extensions import db, settings
from app.factors.models import LIVE, PENDING, TotpSecret
from app.sessions.principal import Principal

# How far from now a refused code is searched for, to tell its owner that the clock is off.
DRIFT_SECONDS = 300
_LIVE = (
    select(TotpSecret)
    .where(TotpSecret.user_id == bindparam("user_id"), TotpSecret.state == LIVE)
    .order_by(TotpSecret.created_at, TotpSecret.id)
)
_ROWS = TotpSecret.__table__
_SPEND = (
    update(_ROWS)
    .where(
        _ROWS.c.id == bindparam("secret"),
        _ROWS.c.state == LIVE,
        _ROWS.c.last_step < bindparam("step"),
        or_(
            _ROWS.c.ahead_to.is_(None),
            _ROWS.c.ahead_to < bindparam("step"),
            _ROWS.c.ahead_from > bindparam("step"),
        ),
    )
    .values(last_step=bindparam("step"), last_used_at=bindparam("now"))
)


def keep_pending(
    tx: Session, caller: Principal, now: datetime, *, name: str, replaces: str | None
) -> Totp | None:
    """Give a session's pending authenticator its full time again.

    It gets the name and the place that were asked for last. Returns it, or None where there is
    none. Raises SealBroken where its secret cannot be decrypted.
    """
    row = find_pending(tx, caller, now)
    if row is None:
        return None
    row.expires_at, row.name, row.replaces = _setup_expiry(now), name, replaces
    return open_totp(row)


def begin_pending(
    tx: Session, caller: Principal, now: datetime, *, name: str, replaces: str | None
) -> Totp:
    """Create a pending authenticator for this session.

    An earlier pending authenticator of the user is deleted (R14). `replaces` is the id of the live
    one whose place it takes, or None.
    """
    is_pending = (TotpSecret.user_id == caller.user.id, TotpSecret.state == PENDING)
    tx.execute(delete(TotpSecret).where(*is_pending))
    totp = Totp(new_secret())
    tx.add(
        TotpSecret(
            user_id=caller.user.id,
            session_id=caller.session.id,
            state=PENDING,
            name=name,
            replaces=replaces,
            sealed=_seal(totp.secret, caller.user.id),
            created_at=now,
            expires_at=_setup_expiry(now),
        )
    )
    return totp


def find_pending(tx: Session, caller: Principal, now: datetime) -> TotpSecret | None:
    """Return the pending authenticator of this session, or None."""
    return tx.scalar(
        select(TotpSecret).where(
            TotpSecret.user_id == caller.user.id,
            TotpSecret.session_id == caller.session.id,
            TotpSecret.state == PENDING,
            TotpSecret.expires_at > now,
        )
    )


def find_live(tx: Session, user_id: str) -> Sequence[TotpSecret]:
    """Return the live authenticators of a user, oldest first."""
    return tx.scalars(_LIVE, {"user_id": user_id}).all()


def open_totp(row: TotpSecret) -> Totp:
    """Return the authenticator with its decrypted secret.

    Raises SealBroken where the secret cannot be decrypted. There is no fallback.
    """
    secret = open_sealed(TotpSecret.sealed, row.sealed, owner=row.user_id)
    return Totp(secret.decode(), algorithm=row.algorithm, digits=row.digits, period=row.period)


def matching_step(totp: Totp, digits: str, now: datetime) -> int | None:
    """Return the accepted step whose code is `digits`, or None (R08)."""
    at, reach = totp.step_at(now), settings().totp_window
    return totp.match(digits, steps=range(at - reach, at + reach + 1))


def accept(tx: Session, rows: Sequence[TotpSecret], digits: str, now: datetime) -> None:
    """Spend a code of a user's authenticators (R02, R03, R04, P16).

    One conditional write spends the code, in the ledger of the authenticator that shows it. Raises
    CodeAlreadyUsed with the seconds until a next code can be accepted. Raises InvalidCode with the
    seconds that the device's clock is behind, where the code fits a past step: such a code can
    never become valid again. The error says nothing about future steps. An authenticator whose
    secret cannot be decrypted stops no other; where none accepts, it raises SealBroken.
    """
    found, broken = _opened(rows)
    fits = [(row, totp, matching_step(totp, digits, now)) for row, totp in found]
    waits = []
    for row, totp, step in fits:
        if step is None:
            continue
        if rows_changed(tx, _SPEND, secret=row.id, step=step, now=now) == 1:
            return
        newest = tx.scalar(select(TotpSecret.last_step).where(TotpSecret.id == row.id))
        waits.append(totp.seconds_until(max(newest or 0, step) + 1, now))
    if waits:
        raise CodeAlreadyUsed(nextCodeIn=max(waits))
    if broken is not None:
        raise broken
    raise InvalidCode(clockBehindSeconds=_first_behind(found, digits, now))


def make_live(tx: Session, pending: TotpSecret, step: int) -> bool:
    """Make a proven pending authenticator live.

    The one that it replaces is deleted. The code of `step` is spent (R17). Returns False where
    another request was faster, or removed the one to be replaced.
    """
    if pending.replaces is not None and not drop_live(tx, pending.user_id, pending.replaces):
        return False
    promoted = rows_changed(
        tx,
        update(TotpSecret)
        .where(TotpSecret.id == pending.id, TotpSecret.state == PENDING)
        .values(state=LIVE, last_step=step, session_id=None, expires_at=None, replaces=None),
    )
    return promoted == 1


def drop_live(tx: Session, user_id: str, row_id: str) -> bool:
    """Delete one live authenticator of a user.

    Returns False where they have none of that id."""
    own = (TotpSecret.id == row_id, TotpSecret.user_id == user_id, TotpSecret.state == LIVE)
    return rows_changed(tx, delete(TotpSecret).where(*own)) == 1


def add_live(
    tx: Session, user_id: str, new: Totp, step: int, now: datetime, *, origin: str | None = None
) -> None:
    """Store a live authenticator.

    The codes of `step` and of all earlier steps are spent.
    """
    tx.add(
        TotpSecret(
            user_id=user_id,
            state=LIVE,
            sealed=_seal(new.secret, user_id),
            algorithm=new.algorithm,
            digits=new.digits,
            period=new.period,
            last_step=step,
            created_at=now,
            origin=origin,
        )
    )


def needs_renewal(user_id: str) -> bool:
    """Tell whether a live secret of a user has under 128 bits.

    Such a secret was made by other software. The app asks its owner to set up a new one.
    """
    found, _ = _opened(find_live(db.session(), user_id))
    return any(totp.is_weak for _, totp in found)


def clock_drift_seconds(totp: Totp, digits: str, now: datetime) -> int | None:
    """Return how many seconds a device's clock is off, or None.

    The result is negative where the clock is behind. It is None where the code fits no step within
    five minutes. Only a pending authenticator may be asked: it protects nothing yet, so that the
    answer helps no attacker.
    """
    at, reach = totp.step_at(now), DRIFT_SECONDS // totp.period
    step = totp.match(digits, steps=range(at - reach, at + reach + 1))
    return None if step is None else (step - at) * totp.period


def _opened(
    rows: Sequence[TotpSecret],
) -> tuple[list[tuple[TotpSecret, Totp]], SealBroken | None]:
    """Return the rows that can be decrypted, and the error of another."""
    found, broken = [], None
    for row in rows:
        try:
            found.append((row, open_totp(row)))
        except SealBroken as wrong:
            broken = wrong
    return found, broken


def _first_behind(
    found: Sequence[tuple[TotpSecret, Totp]], digits: str, now: datetime
) -> int | None:
    late = [_seconds_behind(totp, digits, now) for _, totp in found]
    return next((seconds for seconds in late if seconds is not None), None)


def _seconds_behind(totp: Totp, digits: str, now: datetime) -> int | None:
    at, reach = totp.step_at(now), settings().totp_window
    step = totp.match(digits, steps=range(at - DRIFT_SECONDS // totp.period, at - reach))
    return None if step is None else (at - step) * totp.period


def _setup_expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings().setup_seconds)


def _seal(secret: str, user_id: str) -> str:
    return seal(TotpSecret.sealed, secret.encode(), owner=user_id)
