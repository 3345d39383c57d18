"""Browsers that have signed in to an account: each keeps its own allowance of wrong passwords.

The cookie opens nothing. Its value changes at each finished login, so that neither a stolen one
nor one that somebody planted before the login stays good for long.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.client import Client
from app.core.errors import TooManyAttempts
from app.core.opaque_tokens import digest, new_id, new_token
from app.db.upsert import upsert
from app.extensions import settings
from app.lockout.counters import MAIL_DEVICE, mail_user_counter
from app.lockout.service import charge
from app.mail.outbox import queue
from app.mail.wording import account
from app.sessions.models import KnownBrowser
from app.users.models import User

_KEPT = 10
_CLIENT = "client:"
_IS_CLIENT = KnownBrowser.token_hash.startswith(_CLIENT)
_MARKS = select(KnownBrowser.token_hash, KnownBrowser.last_used_at).where(
    KnownBrowser.user_id == bindparam("user_id")
)
# In one order: two logins of people who share a browser must not deadlock.
_LOCK_MARKED = (
    select(KnownBrowser.id)
    .where(KnownBrowser.token_hash == bindparam("mark"))
    .order_by(KnownBrowser.id)
    .with_for_update()
)
_RENEW_MARK = (
    update(KnownBrowser)
    .where(KnownBrowser.token_hash == bindparam("mark"))
    .values(token_hash=bindparam("renewed"))
)


def find_known_browser(tx: Session, email: str, *, token: str | None, now: datetime) -> str | None:
    """Return the id of the browser that brought `token`, where the account of an address knows it.

    One query, whether or not there is such an account.
    """
    if not token:
        return None
    known = (
        User.email == email,
        KnownBrowser.token_hash == digest(token),
        KnownBrowser.last_used_at > _oldest(now),
    )
    return tx.scalar(
        select(KnownBrowser.id).join(User, User.id == KnownBrowser.user_id).where(*known)
    )


def know_browser(
    tx: Session, user: User, *, token: str | None, client: Client, now: datetime
) -> str:
    """Let an account know the browser that has just signed in; return the cookie's new value.

    The owner gets a mail about one that the account did not know, unless it is the very first.
    Other accounts that knew the browser by `token` know it by the new value too. Each account
    keeps the ten that signed in last.
    """
    marks = _marks(tx, user)
    _tell_if_new(tx, user, digest(token or ""), marks, client=client, now=now)
    renewed = new_token()
    token_hash = digest(renewed)
    if token:
        _renew_mark(tx, digest(token), token_hash)
    _keep(tx, user.id, token_hash, now)
    _prune(tx, user.id, token_hash, marks, now=now)
    return renewed


def know_client(tx: Session, user: User, *, client: Client, now: datetime) -> None:
    """Let an account know a token client, by what it calls itself and where it is.

    It has no cookie to be known by, and so no allowance of its own: the owner's mail is all that
    this is for. Its mark can never be the hash of a cookie.
    """
    mark = f"{_CLIENT}{digest(f'{client.address}|{client.user_agent}')[: -len(_CLIENT)]}"
    marks = _marks(tx, user)
    _tell_if_new(tx, user, mark, marks, client=client, now=now)
    _keep(tx, user.id, mark, now)
    _prune(tx, user.id, mark, marks, now=now)


def _marks(tx: Session, user: User) -> dict[str, datetime]:
    rows = tx.execute(_MARKS, {"user_id": user.id})
    return {each.token_hash: each.last_used_at for each in rows}


def _tell_if_new(
    tx: Session,
    user: User,
    mark: str,
    marks: Mapping[str, datetime],
    *,
    client: Client,
    now: datetime,
) -> None:
    if (
        marks
        and mark not in marks
        and user.email_verified_at is not None
        and _charge_notice(tx, user, now)
    ):
        queue(tx, account.new_device(settings(), user.email, client=client, now=now), now)


def _charge_notice(tx: Session, user: User, now: datetime) -> bool:
    # Whoever varies a name and an address at each sign-in must not fill a mailbox.
    try:
        charge(tx, [mail_user_counter(MAIL_DEVICE, user.id, settings())], now)
    except TooManyAttempts:
        return False
    return True


def _renew_mark(tx: Session, mark: str, renewed: str) -> None:
    """Give a browser's rows its new mark."""
    tx.execute(_LOCK_MARKED, {"mark": mark})
    tx.execute(_RENEW_MARK, {"mark": mark, "renewed": renewed})


def _keep(tx: Session, user_id: str, mark: str, now: datetime) -> None:
    row = {"id": new_id(), "user_id": user_id, "token_hash": mark, "last_used_at": now}
    upsert(tx, KnownBrowser, row, key=["token_hash", "user_id"], renews=["last_used_at"])


def _prune(
    tx: Session, user_id: str, mark: str, marks: Mapping[str, datetime], *, now: datetime
) -> None:
    """Delete what is stale beside the current mark: the newest nine of its kind stay."""
    if len(marks) < _KEPT and all(at > _oldest(now) for at in marks.values()):
        return
    kind = _IS_CLIENT if mark.startswith(_CLIENT) else ~_IS_CLIENT
    others = (KnownBrowser.user_id == user_id, KnownBrowser.token_hash != mark, kind)
    newest = (
        select(KnownBrowser.id)
        .where(*others)
        .order_by(KnownBrowser.last_used_at.desc(), KnownBrowser.id)
        .limit(_KEPT - 1)
    )
    stale = or_(KnownBrowser.id.not_in(newest), KnownBrowser.last_used_at <= _oldest(now))
    # A row that another transaction has locked may wait for the next login.
    free = select(KnownBrowser.id).where(*others, stale).with_for_update(skip_locked=True)
    tx.execute(delete(KnownBrowser).where(KnownBrowser.id.in_(free)))


def _oldest(now: datetime) -> datetime:
    return now - timedelta(seconds=settings().known_browser_seconds)
