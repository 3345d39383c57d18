"""Trusted browsers: their logins need no second factor for a time.

The cookie replaces the second factor at a login, and never at a step-up (R70). Its value changes at
each use, so that a value that an attacker stole or planted is soon invalid.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.core.act import Act
from app.core.opaque_tokens import digest, new_token
from app.db import rows_changed
from app.extensions import db, settings
from app.sessions.models import TrustedDevice
from app.users.account import Account
from app.users.models import User


def trust_device(tx: Session, user: User, *, token: str | None, act: Act) -> str:
    """Trust a browser that has just passed the second factor.

    Returns the new value of the browser's cookie. Other accounts that trust the browser by `token`
    trust it by the new value too.
    """
    _hold(tx, token)
    forget = delete(TrustedDevice).where(*_of(user, token))
    tx.execute(forget)
    renewed = _renew(tx, token)
    tx.add(
        TrustedDevice(
            user_id=user.id,
            token_hash=digest(renewed),
            token_version=user.token_version,
            created_at=act.now,
            last_used_at=act.now,
            expires_at=act.now + timedelta(seconds=settings().trusted_device_seconds),
            ip=act.origin.ip,
            user_agent=act.origin.user_agent,
        )
    )
    return renewed


def use_device(tx: Session, user: User, *, token: str | None, act: Act) -> str | None:
    """Return the new cookie value of a trusted browser, or None.

    The user's row is locked. The result is None where the user does not trust the browser. One
    conditional write decides: of two requests that race with a copied value, one is asked for a
    code.
    """
    if not token:
        return None
    _hold(tx, token)
    used = (
        update(TrustedDevice)
        .where(
            *_of(user, token),
            TrustedDevice.token_version == user.token_version,
            TrustedDevice.expires_at > act.now,
        )
        .values(last_used_at=act.now, ip=act.origin.ip, user_agent=act.origin.user_agent)
    )
    return _renew(tx, token) if rows_changed(tx, used) == 1 else None


def list_devices(user: Account | User, now: datetime) -> Sequence[TrustedDevice]:
    """Return the devices that a user trusts, the last used first."""
    return db.session.scalars(
        select(TrustedDevice)
        .where(
            TrustedDevice.user_id == user.id,
            TrustedDevice.token_version == user.token_version,
            TrustedDevice.expires_at > now,
        )
        .order_by(TrustedDevice.last_used_at.desc(), TrustedDevice.id)
    ).all()


def is_device_of(device: TrustedDevice, token: str | None) -> bool:
    """Tell whether `token` is the cookie value of a device."""
    return token is not None and device.token_hash == digest(token)


def end_device(tx: Session, user_id: str, device_id: str) -> bool:
    """Remove one trusted device of a user.

    Returns False where the user has no device of that id.
    """
    its_own = (TrustedDevice.id == device_id, TrustedDevice.user_id == user_id)
    return rows_changed(tx, delete(TrustedDevice).where(*its_own)) == 1


def end_devices(tx: Session, user_id: str) -> None:
    """Remove all trusted devices of a user."""
    tx.execute(delete(TrustedDevice).where(TrustedDevice.user_id == user_id))


def keep_devices(tx: Session, user: User) -> None:
    """Move a user's devices to a `token_version` that was just raised."""
    tx.execute(
        update(TrustedDevice)
        .where(
            TrustedDevice.user_id == user.id, TrustedDevice.token_version == user.token_version - 1
        )
        .values(token_version=user.token_version)
    )


def _of(user: User, token: str | None) -> tuple[ColumnElement[bool], ...]:
    return (TrustedDevice.user_id == user.id, TrustedDevice.token_hash == digest(token or ""))


def _hold(tx: Session, token: str | None) -> None:
    """Lock a trusted browser's rows of all accounts, in id order.

    Logins that share a browser cannot deadlock then.
    """
    if token:
        of_token = select(TrustedDevice.id).where(TrustedDevice.token_hash == digest(token))
        tx.execute(of_token.order_by(TrustedDevice.id).with_for_update())


def _renew(tx: Session, token: str | None) -> str:
    renewed = new_token()
    if token:
        known = update(TrustedDevice).where(TrustedDevice.token_hash == digest(token))
        tx.execute(known.values(token_hash=digest(renewed)))
    return renewed
