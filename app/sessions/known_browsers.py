"""Browsers that have signed in to an account: each keeps its own allowance of wrong passwords.

The cookie opens nothing. Its value changes at each finished login, so that neither a stolen one
nor one that somebody planted before the login stays good for long.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.opaque_tokens import digest, new_id, new_token
from app.db.upsert import insert
from app.extensions import settings
from app.sessions.models import KnownBrowser
from app.users.models import User

_KEPT = 10


def find_known_browser(tx: Session, email: str, *, token: str | None, now: datetime) -> str | None:
    """Return the id of the browser that brought `token`, where the account of an address knows it.

    One query, whether or not there is such an account.
    """
    if not token:
        return None
    found: str | None = tx.scalar(
        select(KnownBrowser.id)
        .join(User, User.id == KnownBrowser.user_id)
        .where(
            User.email == email,
            KnownBrowser.token_hash == digest(token),
            KnownBrowser.last_used_at > _oldest(now),
        )
    )
    return found


def know_browser(tx: Session, user_id: str, *, token: str | None, now: datetime) -> str:
    """Let an account know the browser that has just signed in; return the cookie's new value.

    Other accounts that knew the browser by `token` know it by the new value too. Each account
    keeps the ten that signed in last.
    """
    renewed = new_token()
    token_hash = digest(renewed)
    if token:
        known = update(KnownBrowser).where(KnownBrowser.token_hash == digest(token))
        tx.execute(known.values(token_hash=token_hash))
    row = insert(tx, KnownBrowser).values(
        id=new_id(), user_id=user_id, token_hash=token_hash, last_used_at=now
    )
    again = row.on_conflict_do_update(
        index_elements=["token_hash", "user_id"], set_={"last_used_at": now}
    )
    tx.execute(again)
    _prune(tx, user_id, token_hash, now)
    return renewed


def _prune(tx: Session, user_id: str, current: str, now: datetime) -> None:
    others = (KnownBrowser.user_id == user_id, KnownBrowser.token_hash != current)
    newest = (
        select(KnownBrowser.id)
        .where(*others)
        .order_by(KnownBrowser.last_used_at.desc(), KnownBrowser.id)
        .limit(_KEPT - 1)
    )
    stale = or_(KnownBrowser.id.not_in(newest), KnownBrowser.last_used_at <= _oldest(now))
    tx.execute(delete(KnownBrowser).where(*others, stale))


def _oldest(now: datetime) -> datetime:
    return now - timedelta(seconds=settings().known_browser_seconds)
