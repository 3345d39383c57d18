"""Starting, finding, renewing and ending sessions.

People who share a browser touch each other's rows when they sign in. So that no two transactions
wait for each other, all lock in one order: half-finished logins, trusted devices, sessions, known
browsers; rows of one browser by their ids.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.core.assurance import TRUSTED_DEVICE
from app.core.client import Client
from app.core.errors import NotSignedIn
from app.core.opaque_tokens import digest, new_id, new_token
from app.db import rows_changed, write_tx
from app.extensions import db, settings
from app.policy.service import requires_two_factor
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
    client: Client,
    now: datetime,
    replaces: str | None = None,
    kind: str = COOKIE,
) -> Principal:
    """Open a session with an id and a token of its own (R33, R59); `replaces` ends another one.

    It counts as a step-up unless a trusted device stood in for the second factor (R70).
    """
    if replaces is not None:
        tx.execute(delete(AuthSession).where(AuthSession.id == replaces))
    token = new_token()
    row = AuthSession(
        user_id=user.id,
        token_hash=digest(token),
        token_version=user.token_version,
        kind=kind,
        amr_words=" ".join(amr),
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(seconds=settings().session_max_seconds),
        fresh_until=None if TRUSTED_DEVICE in amr else _fresh_until(now),
        ip=client.ip,
        user_agent=client.user_agent,
    )
    tx.add(row)
    tx.flush()
    return _principal(row, user, token)


def renew_forward_secret(caller: Principal, now: datetime) -> str | None:
    """Give the caller's session a new secret for forward-auth; None where it ended meanwhile."""
    secret = new_token()
    with write_tx() as tx:
        renewed = update(AuthSession).where(
            AuthSession.id == caller.session.id, AuthSession.kind == COOKIE, *alive(now)
        )
        changed = rows_changed(tx, renewed.values(forward_hash=digest(secret)))
    return secret if changed == 1 else None


def void_forward_secrets(secrets: Sequence[str], caller: Principal) -> None:
    """Void what a browser holds as proofs of other sessions than the caller's: somebody tossed
    them there, or they are left over. As long as they count nobody can tell who the browser is."""
    hashes = [each for each in map(digest, secrets) if each != caller.session.forward_hash]
    if not hashes:
        return
    with write_tx() as tx:
        tx.execute(
            update(AuthSession)
            .where(AuthSession.forward_hash.in_(hashes), AuthSession.id != caller.session.id)
            .values(forward_hash=None)
        )


def note_seen(caller: Principal, now: datetime) -> None:
    """Move `last_seen_at`, once a minute at most; an ended session stays ended (R60)."""
    if now - caller.session.last_seen_at < _SEEN_EVERY:
        return
    with write_tx() as tx:
        tx.execute(
            update(AuthSession).where(AuthSession.id == caller.session.id).values(last_seen_at=now)
        )


def hold_session(tx: Session, caller: Principal) -> None:
    """Keep the caller's session from ending before the transaction does; raises NotSignedIn where
    it has ended already: what hangs on a session cannot be stored without it."""
    own = select(AuthSession.id).where(AuthSession.id == caller.session.id)
    if tx.scalar(own.with_for_update(read=True, key_share=True)) is None:
        raise NotSignedIn


def renew_session(
    tx: Session, user: User, session_id: str, *, amr: Sequence[str], now: datetime
) -> Principal:
    """Let a session go on under a new id and token (R59); fresh where `amr` was proven just now.

    A token client that only steps up keeps its tokens: nothing but a security change gives it new
    ones. Raises NotSignedIn where it has ended meanwhile: logout wins over what runs beside it.
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
    return _principal(renewed, user, token)


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
    """End one session of a user; False where there is none of that id."""
    ended = rows_changed(
        tx,
        delete(AuthSession).where(AuthSession.id == session_id, AuthSession.user_id == user_id),
    )
    return ended == 1


def end_sessions(tx: Session, user_id: str, *, keep: str | None = None) -> int:
    """End every session of a user but one; return how many ended."""
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
    """The shared tail of every security change: raise `token_version`, end all sessions,
    half-finished logins and trusted devices of the (locked) user, and let the session `keep` go on
    under a new id."""
    end_challenges(tx, user.id)
    end_devices(tx, user.id)
    return end_sign_ins(tx, user, keep=keep, amr=amr, now=now)


def end_sign_ins(
    tx: Session, user: User, *, keep: str | None, amr: Sequence[str] = (), now: datetime
) -> Principal | None:
    """Do what `end_everything` does, but leave the trusted devices: a new address alone does not
    make a browser less trusted."""
    user.token_version += 1
    tx.flush()
    end_challenges(tx, user.id)
    keep_devices(tx, user)
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
    """Return what a session's row must fulfil to be neither idle for too long nor too old (R63)."""
    idle_since = now - timedelta(seconds=settings().session_idle_seconds)
    return (AuthSession.expires_at > now, AuthSession.last_seen_at > idle_since)


def _principal(row: AuthSession, user: User, token: str) -> Principal:
    must_enrol = not user.has_two_factor and requires_two_factor(user.role)
    session, account = LiveSession.of(row), Account.of(user)
    return Principal(session=session, user=account, must_enrol=must_enrol, token=token)
