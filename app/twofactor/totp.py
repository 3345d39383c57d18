"""The authenticators of a user.

The functions store pending and live secrets, and accept a code once.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.encryption import SealBroken
from app.core.errors import CodeAlreadyUsed, InvalidCode
from app.core.totp import Totp, new_secret
from app.db import rows_changed
from app.db.sealed import open_sealed, seal
from app.extensions import db, settings
from app.sessions.principal import Principal
from app.twofactor.models import LIVE, PENDING, TotpSecret

# How far from now a refused code is searched for, to tell its owner that the clock is off.
DRIFT_SECONDS = 300
_LIVE = select(TotpSecret).where(
    TotpSecret.user_id == bindparam("user_id"), TotpSecret.state == LIVE
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
    .values(last_step=bindparam("step"))
)


def keep_pending(tx: Session, caller: Principal, now: datetime) -> Totp | None:
    """Give a session's pending authenticator its full time again.

    Returns it.

    Returns None where there is none. Raises SealBroken where its secret cannot be decrypted.
    """
    row = find_pending(tx, caller, now)
    if row is None:
        return None
    row.expires_at = _setup_expiry(now)
    return open_totp(row)


def begin_pending(tx: Session, caller: Principal, now: datetime) -> Totp:
    """Create a pending authenticator for this session.

    An earlier pending authenticator of the user is deleted (R14).
    """
    is_pending = (TotpSecret.user_id == caller.user.id, TotpSecret.state == PENDING)
    tx.execute(delete(TotpSecret).where(*is_pending))
    totp = Totp(new_secret())
    tx.add(
        TotpSecret(
            user_id=caller.user.id,
            session_id=caller.session.id,
            state=PENDING,
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


def find_live(tx: Session, user_id: str) -> TotpSecret | None:
    """Return the live authenticator of a user, or None."""
    return tx.scalar(_LIVE, {"user_id": user_id})


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


def accept(tx: Session, row: TotpSecret, digits: str, now: datetime) -> None:
    """Spend a code of a live authenticator (R02, R03, R04).

    One conditional write spends the code. Raises CodeAlreadyUsed with the seconds until a next code
    can be accepted. Raises InvalidCode with the seconds that the device's clock is behind, where
    the code fits a past step: such a code can never become valid again. The error says nothing
    about future steps.
    """
    totp = open_totp(row)
    step = matching_step(totp, digits, now)
    if step is None:
        raise InvalidCode(clockBehindSeconds=_seconds_behind(totp, digits, now))
    if rows_changed(tx, _SPEND, secret=row.id, step=step) != 1:
        newest = tx.scalar(select(TotpSecret.last_step).where(TotpSecret.id == row.id))
        raise CodeAlreadyUsed(nextCodeIn=totp.seconds_until(max(newest or 0, step) + 1, now))


def make_live(tx: Session, pending: TotpSecret, step: int) -> bool:
    """Make a proven pending authenticator live in place of any other.

    The code of `step` is spent (R17). Returns False where another request was faster.
    """
    tx.execute(
        delete(TotpSecret).where(TotpSecret.user_id == pending.user_id, TotpSecret.state == LIVE)
    )
    promoted = rows_changed(
        tx,
        update(TotpSecret)
        .where(TotpSecret.id == pending.id, TotpSecret.state == PENDING)
        .values(state=LIVE, last_step=step, session_id=None, expires_at=None),
    )
    return promoted == 1


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
    """Tell whether a user's live secret has fewer than 128 bits.

    Such a secret was made by other software. The app asks its owner to set up a new one.
    """
    row = find_live(db.session(), user_id)
    try:
        return row is not None and open_totp(row).is_weak
    except SealBroken:
        return False


def drop_all(tx: Session, user_id: str) -> None:
    """Delete every authenticator of a user, pending ones too."""
    tx.execute(delete(TotpSecret).where(TotpSecret.user_id == user_id))


def clock_drift_seconds(totp: Totp, digits: str, now: datetime) -> int | None:
    """Return how many seconds a device's clock is off, or None.

    The result is negative where the clock is behind. It is None where the code fits no step within
    five minutes. Only a pending authenticator may be asked: it protects nothing yet, so that the
    answer helps no attacker.
    """
    at, reach = totp.step_at(now), DRIFT_SECONDS // totp.period
    step = totp.match(digits, steps=range(at - reach, at + reach + 1))
    return None if step is None else (step - at) * totp.period


def _seconds_behind(totp: Totp, digits: str, now: datetime) -> int | None:
    at, reach = totp.step_at(now), settings().totp_window
    step = totp.match(digits, steps=range(at - DRIFT_SECONDS // totp.period, at - reach))
    return None if step is None else (at - step) * totp.period


def _setup_expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings().setup_seconds)


def _seal(secret: str, user_id: str) -> str:
    return seal(TotpSecret.sealed, secret.encode(), owner=user_id)
