"""Starting, finding, renewing and ending sessions.

Users who share a browser lock each other's rows when they sign in. All transactions lock in one
order, so that no two of them deadlock: half-finished logins, trusted devices, sessions, known
browsers. The rows of one browser are locked in id order.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.app_tokens.endings import end_app_tokens, keep_app_tokens
from app.core.act import Act
from app.core.assurance import TRUSTED_DEVICE
from app.core.errors import NotSignedIn
from app.core.opaque_tokens import digest, new_id, new_token
from app.db import insert_row, rows_changed, write_tx
from app.extensions import db, settings
from app.policy.standing import standing_within
from app.sessions.models import COOKIE, TOKEN, AuthSession, LoginChallenge
from app.sessions.principal import LiveSession, Principal
from app.sessions.trusted_browsers import end_devices, keep_devices
from app.users.account import Account
from app.users.models import User

_SEEN_EVERY = timedelta(minutes=1)


def start_session(
    tx: Session,
    user: User,
    *,
    amr: Sequence[str],
    act: Act,
    replaces: str | None = None,
    kind: str = COOKIE,
) -> Principal:
    """Open a session with a new id and token (R33, R59).

    `replaces` is the id of a session that ends. The new session counts as a step-up, unless a
    trusted device replaced the second factor (R70).
    """
    if replaces is not None:
        tx.execute(delete(AuthSession).where(AuthSession.id == replaces))
    token = new_token()
    user.last_sign_in_at = act.now
    row = AuthSession(
        id=new_id(),
        user_id=user.id,
        token_hash=digest(token),
        token_version=user.token_version,
        kind=kind,
        amr_words=" ".join(amr),
        created_at=act.now,
        last_seen_at=act.now,
        expires_at=act.now + timedelta(seconds=settings().session_max_seconds),
        fresh_until=None if TRUSTED_DEVICE in amr else _fresh_until(act.now),
        ip=act.origin.ip,
        user_agent=act.origin.user_agent,
        generation=0,
    )
    insert_row(tx, row)
    return _principal(tx, row, user, token)


def renew_forward_secret(caller: Principal, now: datetime) -> str | None:
    """Give the caller's session a new forward-auth secret and return it.

    Returns None where the session has ended.
    """
    secret = new_token()
    with write_tx() as tx:
        renewed = update(AuthSession).where(
            AuthSession.id == caller.session.id, AuthSession.kind == COOKIE, *alive(now)
        )
        changed = rows_changed(tx, renewed.values(forward_hash=digest(secret)))
    return secret if changed == 1 else None


def void_forward_secrets(secrets: Sequence[str], caller: Principal) -> None:
    """Void those of a browser's secrets that belong to other sessions.

    Such a cookie is planted by an attacker or left from an earlier session. While its secret is
    valid, the browser's cookies name two callers.
    """
    hashes = [each for each in map(digest, secrets) if each != caller.session.forward_hash]
    if not hashes:
        return
    with write_tx() as tx:
        tx.execute(
            update(AuthSession)
            .where(AuthSession.forward_hash.in_(hashes), AuthSession.id != caller.session.id)
            .values(forward_hash=None)
        )


def must_note(caller: Principal, now: datetime) -> bool:
    """Return whether `last_seen_at` is a minute old."""
    return now - caller.session.last_seen_at >= _SEEN_EVERY


def note_seen(caller: Principal, now: datetime) -> None:
    """Update `last_seen_at`.

    An UPDATE does not reopen a session that has ended (R60).
    """
    seen = update(AuthSession).where(AuthSession.id == caller.session.id).values(last_seen_at=now)
    with write_tx() as tx:
        tx.execute(seen)


def renew_session(
    tx: Session, user: User, session_id: str, *, amr: Sequence[str], now: datetime
) -> Principal:
    """Give a session a new id and a new token (R59).

    The session is fresh where `amr` names a proof. A token client that only steps up keeps its
    tokens: only a security change gives it new ones. Raises NotSignedIn where the session has ended
    in the meantime: a logout wins over a concurrent request.
    """
    token = new_token()
    row = tx.scalar(select(AuthSession).where(AuthSession.id == session_id, *alive(now)))
    if row is None or row.user_id != user.id:
        raise NotSignedIn
    tx.expunge(row)
    renewed = tx.scalar(
        update(AuthSession)
        .where(AuthSession.id == session_id)
        .values(
            amr_words=" ".join(dict.fromkeys([*row.amr, *amr])),
            fresh_until=_fresh_until(now) if amr else row.fresh_until,
            **_new_identity(row, user, token, now),
        )
        .returning(AuthSession)
    )
    if renewed is None:
        raise NotSignedIn
    return _principal(tx, renewed, user, token)


def list_sessions(user_id: str, now: datetime) -> Sequence[AuthSession]:
    """Return the live sessions of a user, the last seen first."""
    return db.session.scalars(
        select(AuthSession)
        .join(User, User.id == AuthSession.user_id)
        .where(
            AuthSession.user_id == user_id,
            AuthSession.token_version == User.token_version,
            *alive(now),
        )
        .order_by(AuthSession.last_seen_at.desc(), AuthSession.id)
    ).all()


def end_session(tx: Session, user_id: str, session_id: str) -> bool:
    """End one session of a user.

    Returns False where the user has no session of that id.
    """
    ended = rows_changed(
        tx, delete(AuthSession).where(AuthSession.id == session_id, AuthSession.user_id == user_id)
    )
    return ended == 1


def end_sessions(tx: Session, user_id: str, *, keep: str | None = None) -> int:
    """End every session of a user but `keep`.

    Returns how many sessions ended.
    """
    others = delete(AuthSession).where(
        AuthSession.user_id == user_id, AuthSession.id != (keep or "")
    )
    return rows_changed(tx, others)


def end_challenges(tx: Session, user_id: str) -> None:
    """End every half-finished login of a user."""
    tx.execute(delete(LoginChallenge).where(LoginChallenge.user_id == user_id))


def end_everything(
    tx: Session, user: User, *, keep: str | None, amr: Sequence[str] = (), now: datetime
) -> Principal | None:
    """End every sign-in of a locked user after a security change.

    The function raises `token_version` and deletes all sessions, half-finished logins, trusted
    devices and app tokens. The session `keep` continues under a new id and is returned.
    """
    end_challenges(tx, user.id)
    end_devices(tx, user.id)
    end_app_tokens(tx, user.id)
    return end_sign_ins(tx, user, keep=keep, amr=amr, now=now)


def end_sign_ins(
    tx: Session, user: User, *, keep: str | None, amr: Sequence[str] = (), now: datetime
) -> Principal | None:
    """Do what `end_everything` does, but keep the trusted devices and app tokens.

    A new address alone makes neither of them less trusted.
    """
    user.token_version += 1
    tx.flush()
    end_challenges(tx, user.id)
    keep_devices(tx, user)
    keep_app_tokens(tx, user)
    end_sessions(tx, user.id, keep=keep)
    return renew_session(tx, user, keep, amr=amr, now=now) if keep else None


def _new_identity(row: AuthSession, user: User, token: str, now: datetime) -> dict[str, Any]:
    if row.kind == TOKEN and row.token_version == user.token_version:
        return {}
    return {
        "id": new_id(),
        "token_hash": digest(token),
        "forward_hash": None,
        "token_version": user.token_version,
        "refreshed_at": now if row.kind == TOKEN else None,
    }


def _fresh_until(now: datetime) -> datetime:
    return now + timedelta(seconds=settings().fresh_seconds)


def alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the SQL conditions of a session that has not expired.

    A session expires by idle time and by age (R63).
    """
    idle_since = now - timedelta(seconds=settings().session_idle_seconds)
    return (AuthSession.expires_at > now, AuthSession.last_seen_at > idle_since)


def _principal(tx: Session, row: AuthSession, user: User, token: str) -> Principal:
    tx.flush()
    standing = standing_within(tx, user.id)
    session, account = LiveSession.of(row), Account.of(user)
    return Principal(session=session, user=account, standing=standing, token=token)
