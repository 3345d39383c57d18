"""Creating and spending the one-time tokens of mailed links."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import RESET_PASSWORD, VERIFY_EMAIL, MailToken
from app.core.act import Act
from app.core.errors import InvalidToken, TooManyAttempts
from app.core.opaque_tokens import digest, new_token
from app.db import end_read
from app.extensions import db, settings
from app.lockout.counters import (
    MAIL_RESET,
    MAIL_VERIFY,
    Counter,
    link_counter,
    mail_account_counter,
)
from app.lockout.service import charge, charge_call
from app.mail.outbox import queue
from app.mail.wording.account import Message
from app.sessions.known_browsers import find_known_browser
from app.users.models import User
from app.users.service import lock_user

_OF_AN_EARLIER_ACCOUNT = -1
# Takes the address of the receiver and, by name, the link's `token`.
Letter = Callable[..., Message]
_COUNTED_AS = {VERIFY_EMAIL: MAIL_VERIFY, RESET_PASSWORD: MAIL_RESET}


class Owner(Protocol):
    """The user that a link belongs to."""

    @property
    def id(self) -> str: ...

    @property
    def token_version(self) -> int: ...


class Receiver(Owner, Protocol):
    """The user that a link is mailed to."""

    @property
    def locale(self) -> str: ...


@dataclass(frozen=True)
class SpentLink:
    """A link that has just been spent.

    `user` is the locked row of the link's user. `token_version` and `new_email` are the content of
    the link.
    """

    user: User
    token_version: int
    new_email: str | None

    @property
    def is_handed_on(self) -> bool:
        """Whether the link was mailed for an earlier account of the address."""
        return self.token_version == _OF_AN_EARLIER_ACCOUNT


@contextmanager
def counting_wrong_links(act: Act) -> Iterator[None]:
    """Count an invalid link against the client's network address.

    A valid link is never refused because of the count. A token holds 256 random bits, so that a
    count after the look-up helps no guesser. Raises TooManyRequests past the limit.
    """
    try:
        yield
    except InvalidToken:
        charge_call([link_counter(act.origin, settings())], act.now)
        raise


def issue(
    tx: Session,
    user: Owner | None,
    purpose: str,
    *,
    seconds: int,
    now: datetime,
    new_email: str | None = None,
) -> str:
    """Create a token for a purpose and return it.

    An older token of the same user and purpose is deleted (R80). Without a user the token is a
    decoy: the same statements run, and the token opens nothing (R42).
    """
    owner = user.id if user else ""
    tx.execute(delete(MailToken).where(MailToken.user_id == owner, MailToken.purpose == purpose))
    token = new_token()
    tx.add(
        MailToken(
            user_id=owner or None,
            purpose=purpose,
            token_hash=digest(token),
            token_version=user.token_version if user else 0,
            new_email=new_email,
            created_at=now,
            expires_at=now + timedelta(seconds=seconds),
        )
    )
    return token


def peek(token: str, purpose: str, now: datetime) -> User:
    """Return the user of a link without spending the link.

    The result decides nothing, and no transaction is open afterwards. Raises InvalidToken, also for
    a disabled account.
    """
    owner = select(User).join(MailToken, MailToken.user_id == User.id)
    live = _is_live(token, purpose, now)
    user = db.session.scalar(owner.where(*live, User.disabled_at.is_(None)))
    end_read()
    if user is None:
        raise InvalidToken
    return user


def spend(tx: Session, token: str, purpose: str, now: datetime) -> SpentLink:
    """Spend a token by one conditional write.

    Returns the locked user and the content of the link. The user's row is locked before the
    token's, as in the transactions that issue a token: otherwise the two could deadlock. Raises
    InvalidToken, also for a disabled account.
    """
    live = _is_live(token, purpose, now)
    user_id = tx.scalar(select(MailToken.user_id).where(*live))
    user = lock_user(tx, user_id) if user_id else None
    if user is None or user.disabled_at is not None:
        raise InvalidToken
    held = (MailToken.token_version, MailToken.new_email)
    row = tx.execute(delete(MailToken).where(*live).returning(*held)).one_or_none()
    if row is None:
        raise InvalidToken
    return SpentLink(user=user, token_version=row.token_version, new_email=row.new_email)


def spend_bound(tx: Session, token: str, purpose: str, now: datetime) -> SpentLink:
    """Spend a token that a security change voids.

    Raises InvalidToken, also where the user's password, address or second factor changed after the
    token was issued (R80).
    """
    spent = spend(tx, token, purpose, now)
    if spent.token_version != spent.user.token_version:
        raise InvalidToken
    return spent


def set_aside(tx: Session, user_id: str, purpose: str) -> str | None:
    """Detach a user's link, so that it outlives the account.

    Returns the id of the link, or None.
    """
    held = (MailToken.user_id == user_id, MailToken.purpose == purpose)
    changed = {"user_id": None, "token_version": _OF_AN_EARLIER_ACCOUNT}
    aside = update(MailToken).where(*held).values(changed).returning(MailToken.id)
    found: str | None = tx.scalar(aside)
    return found


def hand_on(tx: Session, link_id: str, user_id: str) -> None:
    """Attach a detached link to another account of its address."""
    tx.execute(update(MailToken).where(MailToken.id == link_id).values(user_id=user_id))


def is_held(tx: Session, user_id: str, purpose: str, now: datetime) -> bool:
    """Tell whether a user has a live link for a purpose."""
    held = (MailToken.user_id == user_id, MailToken.purpose == purpose)
    return tx.scalar(select(MailToken.id).where(*held, MailToken.expires_at > now)) is not None


def drop_others(tx: Session, user_id: str, purpose: str) -> None:
    """Delete every link of a user but the one for a purpose."""
    tx.execute(delete(MailToken).where(MailToken.user_id == user_id, MailToken.purpose != purpose))


def drop_all(tx: Session, user_id: str) -> None:
    """Delete every link of a user."""
    tx.execute(delete(MailToken).where(MailToken.user_id == user_id))


def send_link(
    tx: Session,
    address: str,
    receiver: Receiver | None,
    purpose: str,
    letter: Letter,
    *,
    seconds: int,
    browser: str | None,
    now: datetime,
) -> None:
    """Mail a link to the holder of an address.

    Without a receiver the token is a decoy and the mail has no address, so that the time taken does
    not tell the two cases apart (R42, R43). `browser` is the value of the known-browser cookie.
    Nothing is sent past the limit of mails.
    """
    known = find_known_browser(tx, address, token=browser, now=now)
    counter = mail_account_counter(_COUNTED_AS[purpose], address, settings(), browser_id=known)
    if not charge_mail(tx, counter, now):
        return  # a token without a mail would only void the link that was mailed before
    token = issue(tx, receiver, purpose, seconds=seconds, now=now)
    language = receiver.locale if receiver else ""
    queue(tx, letter(address if receiver else "", token=token), now, language=language)


def charge_mail(tx: Session, counter: Counter, now: datetime) -> bool:
    """Count one mail.

    Returns False past the limit. The caller then sends no mail and gives the same answer, so that
    nobody can flood a mailbox.
    """
    try:
        charge(tx, [counter], now)
    except TooManyAttempts:
        return False
    return True


def _is_live(token: str, purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        MailToken.token_hash == digest(token),
        MailToken.purpose == purpose,
        MailToken.expires_at > now,
    )
