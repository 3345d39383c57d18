"""Finding the session of a token, in one query.

The token is a session token, an access token's session id, or a forward-auth secret.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from app.core.opaque_tokens import digest
from app.db.reads import find_row
from app.extensions import settings
from app.policy.standing import STANDING, standing_of, standing_values
from app.sessions.models import COOKIE, TOKEN, AuthSession
from app.sessions.principal import COLUMNS, LiveSession, Principal
from app.users.account import COLUMNS as ACCOUNT_COLUMNS
from app.users.account import Account
from app.users.models import User


def _live_session(which: ColumnElement[bool], *more: ColumnElement[Any]) -> Select[Any]:
    """Return the query for a live session, its user and the policy.

    The query holds every condition that can make a session invalid, and runs at every request
    (R60).
    """
    return (
        select(*COLUMNS, *ACCOUNT_COLUMNS, STANDING, *more)
        .join_from(AuthSession, User, User.id == AuthSession.user_id)
        .where(
            which,
            AuthSession.kind == bindparam("kind"),
            AuthSession.token_version == User.token_version,
            User.disabled_at.is_(None),
            AuthSession.expires_at > bindparam("now"),
            AuthSession.last_seen_at > bindparam("idle_since"),
        )
    )


def by_token(*more: ColumnElement[Any]) -> Select[Any]:
    """Return the query that finds a browser's session by its token.

    `more` are further columns, of the session's user, that the query also returns.
    """
    return _live_session(AuthSession.token_hash == bindparam("proof"), *more)


def by_forward_secret(*more: ColumnElement[Any]) -> Select[Any]:
    """Return the query that finds a session by its forward-auth secret.

    `more` are further columns that the query also returns.
    """
    return _live_session(AuthSession.forward_hash == bindparam("proof"), *more)


BY_TOKEN = by_token()
_BY_ID = _live_session(AuthSession.id == bindparam("proof"))
_WIDTH, _POLICY = len(COLUMNS), len(COLUMNS) + len(ACCOUNT_COLUMNS)


def find_session(
    token: str, now: datetime, *, statement: Select[Any] = BY_TOKEN
) -> Principal | None:
    """Return the caller whose session cookie holds `token`, or None.

    Each call checks the token against the database.
    """
    return _find(statement, digest(token), COOKIE, token, now)


def find_client_session(session_id: str, now: datetime) -> Principal | None:
    """Return the token client of a session id, or None.

    Each call checks the session against the database (R62).
    """
    return _find(_BY_ID, session_id, TOKEN, "", now)


def find_forwarded_session(
    secrets: Collection[str], now: datetime, *, statement: Select[Any]
) -> Principal | None:
    """Return the caller of the secrets in the `forward_auth` cookies, or None.

    The result is also None where the secrets belong to two live sessions. A secret proves the
    caller's identity to a proxy only. The principal has no token, so that no session cookie can be
    made of it (R83). `statement` is one of `by_forward_secret`.
    """
    looks = [_find(statement, digest(each), COOKIE, "", now) for each in secrets]
    found = [caller for caller in looks if caller is not None]
    return found[0] if len(found) == 1 else None


def _find(which: Select[Any], proof: str, kind: str, token: str, now: datetime) -> Principal | None:
    idle_since = now - timedelta(seconds=settings().session_idle_seconds)
    given = {"proof": proof, "kind": kind, "now": now, "idle_since": idle_since}
    found = find_row(which, **given, **standing_values())
    if found is None:
        return None
    session, user = LiveSession(*found[:_WIDTH]), Account(*found[_WIDTH:_POLICY])
    standing, more = standing_of(found[_POLICY]), tuple(found[_POLICY + 1 :])
    return Principal(session=session, user=user, standing=standing, token=token, more=more)
