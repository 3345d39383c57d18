"""Browsers that have signed in to an account.

Each known browser has its own limit of wrong passwords. The cookie grants no access. Its value
changes at each finished login, so that a value that an attacker stole, or planted before the login,
is soon invalid.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.act import Act
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
# Lock rows in id order, so that two logins that share a browser cannot deadlock.
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
    """Return the id of the known browser that sent `token`, or None.

    The account of the address `email` must know the browser. The function runs one query whether or
    not the account exists.
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


def know_browser(tx: Session, user: User, *, token: str | None, act: Act) -> str:
    """Add a browser to the known browsers of an account.

    Returns the new value of the browser's cookie. The owner gets a mail about a browser that the
    account did not know, unless it is the account's first one. Other accounts that knew the browser
    by `token` know it by the new value too. Each account keeps the ten browsers that signed in
    last.
    """
    marks = _marks(tx, user)
    _tell_if_new(tx, user, digest(token or ""), marks, act=act)
    renewed = new_token()
    token_hash = digest(renewed)
    if token:
        _renew_mark(tx, digest(token), token_hash)
    _keep(tx, user.id, token_hash, act.now)
    _prune(tx, user.id, token_hash, marks, now=act.now)
    return renewed


def know_client(tx: Session, user: User, *, act: Act) -> None:
    """Add a token client to the known browsers of an account.

    The client is known by its user agent and its network address. It has no cookie, and so no limit
    of wrong passwords of its own: the row only decides whether the owner gets a mail. Its mark can
    never equal the hash of a cookie.
    """
    mark = f"{_CLIENT}{digest(f'{act.origin.address}|{act.origin.user_agent}')[: -len(_CLIENT)]}"
    marks = _marks(tx, user)
    _tell_if_new(tx, user, mark, marks, act=act)
    _keep(tx, user.id, mark, act.now)
    _prune(tx, user.id, mark, marks, now=act.now)


def _marks(tx: Session, user: User) -> dict[str, datetime]:
    rows = tx.execute(_MARKS, {"user_id": user.id})
    return {each.token_hash: each.last_used_at for each in rows}


def _tell_if_new(
    tx: Session, user: User, mark: str, marks: Mapping[str, datetime], *, act: Act
) -> None:
    if (
        marks
        and mark not in marks
        and user.email_verified_at is not None
        and _charge_notice(tx, user, act.now)
    ):
        queue(
            tx, account.new_device(settings(), user.email, act=act), act.now, language=user.locale
        )


def _charge_notice(tx: Session, user: User, now: datetime) -> bool:
    # A client that changes its name and address at each sign-in must not fill the mailbox.
    try:
        charge(tx, [mail_user_counter(MAIL_DEVICE, user.id, settings())], now)
    except TooManyAttempts:
        return False
    return True


def _renew_mark(tx: Session, mark: str, renewed: str) -> None:
    """Replace a mark in the rows of all accounts that know it."""
    tx.execute(_LOCK_MARKED, {"mark": mark})
    tx.execute(_RENEW_MARK, {"mark": mark, "renewed": renewed})


def _keep(tx: Session, user_id: str, mark: str, now: datetime) -> None:
    row = {"id": new_id(), "user_id": user_id, "token_hash": mark, "last_used_at": now}
    upsert(tx, KnownBrowser, row, key=["token_hash", "user_id"], renews=["last_used_at"])


def _prune(
    tx: Session, user_id: str, mark: str, marks: Mapping[str, datetime], *, now: datetime
) -> None:
    """Delete expired and surplus rows of a user's known browsers.

    The current mark stays. Of the other rows of its kind (browser or token client) the newest nine
    stay, unless they have expired.
    """
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
    # Skip rows that another transaction has locked; the next login deletes them.
    free = select(KnownBrowser.id).where(*others, stale).with_for_update(skip_locked=True)
    tx.execute(delete(KnownBrowser).where(KnownBrowser.id.in_(free)))


def _oldest(now: datetime) -> datetime:
    return now - timedelta(seconds=settings().known_browser_seconds)
