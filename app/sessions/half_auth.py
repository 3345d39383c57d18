"""The half-authenticated state: a signed marker outside, a row with its nonce's hash inside.

The row decides: it is spent by the first success, by five wrong codes, by logout, by a newer login
that carried it, and it dies with `token_version` (R28, R31).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.core.errors import ExtendLimit, TwoFactorSessionExpired
from app.core.opaque_tokens import digest, new_token
from app.core.signing import Signer
from app.db import rows_changed, write_tx
from app.db.lookup import Lookup, snapshot
from app.db.statement import Statement, store
from app.extensions import runtime, settings
from app.sessions.models import COOKIE, TOKEN, LoginChallenge
from app.users.models import User

_CHALLENGE = Lookup(
    select(*LoginChallenge.__table__.columns, *User.__table__.columns)
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
_WIDTH = len(LoginChallenge.__table__.columns)
_CHARGE = Statement(
    update(LoginChallenge)
    .where(
        LoginChallenge.id == bindparam("challenge_id"),
        LoginChallenge.attempts < bindparam("most"),
        LoginChallenge.expires_at > bindparam("now"),
    )
    .values(attempts=LoginChallenge.attempts + 1)
    .returning(LoginChallenge.attempts)
)
_SPEND = Statement(
    delete(LoginChallenge).where(
        LoginChallenge.id == bindparam("challenge_id"),
        LoginChallenge.token_version == bindparam("version"),
    )
)


@dataclass(frozen=True)
class HalfAuth:
    """The caller of a half-finished login, as a snapshot."""

    challenge: LoginChallenge
    user: User

    def seconds_left(self, now: datetime) -> int:
        """Return the whole seconds until it expires."""
        return max(0, int((self.challenge.expires_at - now).total_seconds()))

    def attempts_left(self) -> int:
        """Return the wrong codes that this half-finished login still takes."""
        return max(0, settings().half_login_attempts - self.challenge.attempts)


def begin_challenge(tx: Session, user: User, now: datetime, *, kind: str = COOKIE) -> str:
    """Open a half-finished login of a browser or a token client; return the signed marker.

    The two kinds of marker are signed apart: none is good in the other's place (R30).
    """
    nonce = new_token()
    store(
        tx,
        LoginChallenge(
            user_id=user.id,
            nonce_hash=digest(nonce),
            token_version=user.token_version,
            created_at=now,
            expires_at=_expiry(now),
        ),
    )
    return _marker(user.id, nonce, kind)


def find_half_auth(marker: str | None, now: datetime, *, kind: str = COOKIE) -> HalfAuth | None:
    """Return the half-finished login that a marker opens, or None."""
    payload = _signer(kind).read(marker) if marker else None
    if payload is None or not isinstance(payload.get("n"), str):
        return None
    found = _CHALLENGE.find(
        nonce_hash=digest(payload["n"]),
        user_id=payload.get("sub"),
        now=now,
        most=settings().half_login_attempts,
    )
    if found is None:
        return None
    challenge = snapshot(LoginChallenge, found[:_WIDTH])
    return HalfAuth(challenge=challenge, user=snapshot(User, found[_WIDTH:]))


def charge_challenge(tx: Session, half: HalfAuth, now: datetime) -> int:
    """Count one try before it is checked; return the tries left after it.

    Raises TwoFactorSessionExpired where the marker was spent or used up meanwhile.
    """
    most = settings().half_login_attempts
    charged = _CHARGE.row(tx, challenge_id=half.challenge.id, most=most, now=now)
    if charged is None:
        raise TwoFactorSessionExpired
    tries: int = charged[0]
    return most - tries


def spend_challenge(tx: Session, half: HalfAuth, user: User) -> None:
    """Burn the marker by the success that it opened; of two that race, one passes.

    `user` is the locked row: a marker from before a security change opens nothing.
    """
    if _SPEND.run(tx, challenge_id=half.challenge.id, version=user.token_version) != 1:
        raise TwoFactorSessionExpired


def extend_challenge(half: HalfAuth, now: datetime) -> str:
    """Give a half-finished login its full time again under a new nonce; return the new marker.

    Wrong codes stay counted. Raises ExtendLimit after ten times (WCAG 2.2.1 asks for ten).
    """
    if half.challenge.extensions >= settings().half_login_extensions:
        raise ExtendLimit
    nonce = new_token()
    with write_tx() as tx:
        extended = rows_changed(
            tx,
            update(LoginChallenge)
            .where(LoginChallenge.nonce_hash == half.challenge.nonce_hash)
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
    """End a half-finished login: by logout, or by a newer login that carried its marker."""
    tx.execute(delete(LoginChallenge).where(LoginChallenge.id == half.challenge.id))


def _marker(user_id: str, nonce: str, kind: str) -> str:
    return _signer(kind).sign({"sub": user_id, "n": nonce})


def _signer(kind: str) -> Signer:
    return runtime().client_markers if kind == TOKEN else runtime().markers


def _expiry(now: datetime) -> datetime:
    return now + timedelta(seconds=settings().half_login_seconds)
