"""Half-finished logins.

The client holds a signed marker, and the database a row with the hash of the marker's nonce. The
row decides whether the marker is valid. The first success, five wrong codes, a logout, a newer
login that carried the marker, and every change of `token_version` invalidate it (R28, R31).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import ExtendLimit, TwoFactorSessionExpired
from app.core.opaque_tokens import digest, new_token
from app.core.signing import Signer
from app.db import rows_changed, write_tx
from app.db.reads import find_row
from app.extensions import runtime, settings
from app.sessions.models import COOKIE, TOKEN, LoginChallenge
from app.users.account import COLUMNS as ACCOUNT_COLUMNS
from app.users.account import Account
from app.users.models import User

_CHALLENGE = (
    select(
        LoginChallenge.id,
        LoginChallenge.nonce_hash,
        LoginChallenge.attempts,
        LoginChallenge.extensions,
        LoginChallenge.expires_at,
        *ACCOUNT_COLUMNS,
    )
    .join_from(LoginChallenge, User, User.id == LoginChallenge.user_id)
    .where(
        LoginChallenge.nonce_hash == bindparam("nonce_hash"),
        LoginChallenge.user_id == bindparam("user_id"),
        LoginChallenge.token_version == User.token_version,
        LoginChallenge.expires_at > bindparam("now"),
        LoginChallenge.attempts < bindparam("most"),
        User.disabled_at.is_(None),
    )
)
_WIDTH = 5  # the columns of `_CHALLENGE` before those of the account
_ROWS = LoginChallenge.__table__
_CHARGE = (
    update(_ROWS)
    .where(
        _ROWS.c.id == bindparam("challenge"),
        _ROWS.c.attempts < bindparam("most"),
        _ROWS.c.expires_at > bindparam("now"),
    )
    .values(attempts=_ROWS.c.attempts + 1)
    .returning(_ROWS.c.attempts)
)
_SPEND = delete(_ROWS).where(
    _ROWS.c.id == bindparam("challenge"),
    _ROWS.c.token_version == bindparam("version"),
)


@dataclass(frozen=True, slots=True)
class HalfAuth:
    """A half-finished login: values of its row, and its user."""

    user: Account
    id: str
    nonce_hash: str = field(repr=False)
    attempts: int
    extensions: int
    expires_at: datetime

    def seconds_left(self, now: datetime) -> int:
        """Return the whole seconds until the half-finished login expires."""
        return max(0, int((self.expires_at - now).total_seconds()))

    def attempts_left(self) -> int:
        """Return how many wrong codes this half-finished login still accepts."""
        return max(0, settings().half_login_attempts - self.attempts)


def begin_challenge(tx: Session, user: User, now: datetime, *, kind: str = COOKIE) -> str:
    """Begin a half-finished login and return its signed marker.

    `kind` tells a browser from a token client. The markers of the two kinds are signed for
    different purposes, so that neither is valid as the other (R30).
    """
    nonce = new_token()
    tx.add(
        LoginChallenge(
            user_id=user.id,
            nonce_hash=digest(nonce),
            token_version=user.token_version,
            created_at=now,
            expires_at=_expiry(now),
        )
    )
    return _marker(user.id, nonce, kind)


def find_half_auth(marker: str | None, now: datetime, *, kind: str = COOKIE) -> HalfAuth | None:
    """Return the half-finished login of a marker, or None."""
    payload = _signer(kind).read(marker) if marker else None
    if payload is None or not isinstance(payload.get("n"), str):
        return None
    found = find_row(
        _CHALLENGE,
        nonce_hash=digest(payload["n"]),
        user_id=payload.get("sub"),
        now=now,
        most=settings().half_login_attempts,
    )
    if found is None:
        return None
    return HalfAuth(Account(*found[_WIDTH:]), *found[:_WIDTH])


def require_challenge(tx: Session, half: HalfAuth) -> None:
    """Raise TwoFactorSessionExpired where another request has ended a half-finished login."""
    held = select(LoginChallenge.id).where(LoginChallenge.id == half.id)
    if tx.scalar(held) is None:
        raise TwoFactorSessionExpired


def charge_challenge(tx: Session, half: HalfAuth, now: datetime) -> int:
    """Count one try before its check, and return the tries left.

    Raises TwoFactorSessionExpired where another request has spent or exhausted the marker.
    """
    most = settings().half_login_attempts
    tries: int | None = tx.scalar(_CHARGE, {"challenge": half.id, "most": most, "now": now})
    if tries is None:
        raise TwoFactorSessionExpired
    return most - tries


def spend_challenge(tx: Session, half: HalfAuth, user: User) -> None:
    """Delete a half-finished login whose second factor was right.

    Of two requests that race, one passes and the other gets TwoFactorSessionExpired. `user` is the
    locked row: a marker that is older than a security change raises the same error.
    """
    if rows_changed(tx, _SPEND, challenge=half.id, version=user.token_version) != 1:
        raise TwoFactorSessionExpired


def extend_challenge(half: HalfAuth, now: datetime) -> str:
    """Restart the time of a half-finished login under a new nonce.

    Returns the new marker. Wrong codes stay counted. Raises ExtendLimit after ten extensions (WCAG
    2.2.1 asks for ten), and TwoFactorSessionExpired where another request changed or deleted the
    row.
    """
    if half.extensions >= settings().half_login_extensions:
        raise ExtendLimit
    nonce = new_token()
    with write_tx() as tx:
        extended = rows_changed(
            tx,
            update(LoginChallenge)
            .where(LoginChallenge.nonce_hash == half.nonce_hash)
            .values(
                nonce_hash=digest(nonce),
                expires_at=_expiry(now),
                extensions=LoginChallenge.extensions + 1,
            ),
        )
        if extended != 1:
            raise TwoFactorSessionExpired
    return _marker(half.user.id, nonce, COOKIE)


def end_challenge(tx: Session, half: HalfAuth) -> None:
    """Delete a half-finished login.

    Callers are the logout, and a newer login that carried the marker.
    """
    tx.execute(delete(LoginChallenge).where(LoginChallenge.id == half.id))


def _marker(user_id: str, nonce: str, kind: str) -> str:
    return _signer(kind).sign({"sub": user_id, "n": nonce})


def _signer(kind: str) -> Signer:
    return runtime().client_markers if kind == TOKEN else runtime().markers


def _expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings().half_login_seconds)
