"""Token clients: their tokens, and the exchange of a refresh token."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import InvalidBearer, RefreshReused
from app.db import write_tx
from app.extensions import runtime, settings
from app.lockout.counters import refresh_counter
from app.lockout.service import charge_call
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.lookup import find_client_session
from app.sessions.models import TOKEN, AuthSession
from app.sessions.principal import Principal
from app.sessions.service import alive, end_session
from app.users.models import User


def token_pair(caller: Principal, now: datetime) -> dict[str, object]:
    """Return a client's access and refresh token as JSON fields.

    The access token is valid for `access_token_seconds` and no longer than its session. The refresh
    token belongs to the present generation of the session (RFC 6749 section 5.1).
    """
    seconds = settings().access_token_seconds
    claims = {"sid": caller.session.id, "exp": int(now.timestamp()) + seconds}
    return {
        "accessToken": runtime().access_tokens.sign(claims),
        "refreshToken": runtime().refresh_tokens.sign(caller.session.id, caller.session.generation),
        "tokenType": "Bearer",
        "expiresIn": seconds,
    }


def find_by_access_token(text: str, now: datetime) -> Principal | None:
    """Return the token client of an access token, or None."""
    claims = runtime().access_tokens.read(text)
    if claims is None or int(claims["exp"]) <= now.timestamp():
        return None
    return find_client_session(claims["sid"], now)


def access_token_expiry(text: str) -> int:
    """Return when a valid access token ends, in seconds since 1970."""
    claims = runtime().access_tokens.read(text)
    assert claims is not None
    return int(claims["exp"])


def refresh(text: str, *, act: Act) -> Principal:
    """Spend a refresh token and start its session's next generation.

    The previous token gets the same successor for ten seconds, so that a lost answer ends no
    session (R65). Any other spent token was copied (RFC 9700 section 4.14): its session ends, the
    owner gets a mail, and the function raises RefreshReused. Raises InvalidBearer where the token
    is malformed or its session has ended, and TooManyRequests.
    """
    found = runtime().refresh_tokens.read(text)
    if found is None:
        # Count after the check: nobody can guess a MAC of 256 bits, and a valid client must not be
        # refused for the malformed tokens of another client at the same address.
        charge_call([refresh_counter(act.origin, settings())], act.now)
        raise InvalidBearer
    session_id, generation = found
    with write_tx() as tx:
        reused = not _advance(tx, session_id, generation, act.now)
        if reused:
            _end_reused(tx, session_id, generation, act)
    if reused:
        raise RefreshReused
    caller = find_client_session(session_id, act.now)
    if caller is None:
        raise InvalidBearer
    return caller


def _advance(tx: Session, session_id: str, generation: int, now: datetime) -> bool:
    """Start a session's next generation by one conditional write (R66).

    Returns False where the token was spent before. Raises InvalidBearer where the session has ended
    or has not reached `generation`.
    """
    tx.execute(
        update(AuthSession)
        .where(AuthSession.generation == generation, *_refreshable(session_id, now))
        .values(generation=generation + 1, refreshed_at=now, last_seen_at=now)
    )
    row = tx.scalar(select(AuthSession).where(*_refreshable(session_id, now)))
    if row is None or generation > row.generation:
        raise InvalidBearer
    grace = timedelta(seconds=settings().refresh_grace_seconds)
    assert row.refreshed_at is not None
    # abs(): where the clock was ahead, a spent token must not stay valid for hours.
    return row.generation == generation + 1 and abs(now - row.refreshed_at) <= grace


def _refreshable(session_id: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    issued = func.coalesce(AuthSession.refreshed_at, AuthSession.created_at)
    return (
        AuthSession.id == session_id,
        AuthSession.kind == TOKEN,
        issued > now - timedelta(seconds=settings().refresh_token_seconds),
        *alive(now),
    )


def _end_reused(tx: Session, session_id: str, generation: int, act: Act) -> None:
    user = tx.scalar(
        select(User)
        .join(AuthSession, AuthSession.user_id == User.id)
        .where(AuthSession.id == session_id)
    )
    assert user is not None
    end_session(tx, user.id, session_id)
    record(tx, Event.REFRESH_REUSED, subject_id=user.id, act=act, generation=generation)
    queue(tx, account.session_reuse(settings(), user.email, act=act), act.now, language=user.locale)
