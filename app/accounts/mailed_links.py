"""Making and spending the one-time tokens of links in mails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import RESET_PASSWORD, VERIFY_EMAIL, MailToken
from app.core.client import Client
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


class Owner(Protocol):
    """Whose link it is."""

    @property
    def id(self) -> str: ...

    @property
    def token_version(self) -> int: ...


@dataclass(frozen=True)
class SpentLink:
    """A link that has just been spent: whose it was (the row is locked), and what it held."""

    user: User
    token_version: int
    new_email: str | None

    @property
    def is_handed_on(self) -> bool:
        """Whether it was mailed for an earlier account of the address."""
        return self.token_version == _OF_AN_EARLIER_ACCOUNT


@contextmanager
def counting_wrong_links(client: Client, now: datetime) -> Iterator[None]:
    """Count a link that opens nothing for its address; right ones are never refused for it.

    A token holds 256 random bits: counting after the look-up gives no guess away. Raises
    TooManyRequests past the limit.
    """
    try:
        yield
    except InvalidToken:
        charge_call([link_counter(client, settings())], now)
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
    """Return a new token for a purpose; an older one of the same purpose is dead (R80).

    Without a user it is a decoy: the same statements, and a token that opens nothing (R42).
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
    """Return whose link it is; nothing is spent or decided by that, and no transaction is open
    afterwards. Raises InvalidToken, also for a disabled account."""
    owner = select(User).join(MailToken, MailToken.user_id == User.id)
    live = _is_live(token, purpose, now)
    user = db.session.scalar(owner.where(*live, User.disabled_at.is_(None)))
    end_read()
    if user is None:
        raise InvalidToken
    return user


def spend(tx: Session, token: str, purpose: str, now: datetime) -> SpentLink:
    """Spend a token by one conditional write; return the locked user and what the link held.

    The user's row is locked first, as by whoever issues one: two that wait for each other would
    both fail. Raises InvalidToken; the links of a disabled account open nothing.
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
    """Spend a token that any change of password, address or second factor since it was issued
    has killed; raises InvalidToken (R80)."""
    spent = spend(tx, token, purpose, now)
    if spent.token_version != spent.user.token_version:
        raise InvalidToken
    return spent


def set_aside(tx: Session, user_id: str, purpose: str) -> str | None:
    """Take a user's link out of the way of the account's end; return its id, if there is one."""
    held = (MailToken.user_id == user_id, MailToken.purpose == purpose)
    changed = {"user_id": None, "token_version": _OF_AN_EARLIER_ACCOUNT}
    aside = update(MailToken).where(*held).values(changed).returning(MailToken.id)
    found: str | None = tx.scalar(aside)
    return found


def hand_on(tx: Session, link_id: str, user_id: str) -> None:
    """Let a link that was set aside lead to another account of its address."""
    tx.execute(update(MailToken).where(MailToken.id == link_id).values(user_id=user_id))


def is_held(tx: Session, user_id: str, purpose: str, now: datetime) -> bool:
    """Tell whether a user has a live link for a purpose."""
    held = (MailToken.user_id == user_id, MailToken.purpose == purpose)
    return tx.scalar(select(MailToken.id).where(*held, MailToken.expires_at > now)) is not None


def drop_others(tx: Session, user_id: str, purpose: str) -> None:
    """Kill every link of a user but the one for a purpose."""
    tx.execute(delete(MailToken).where(MailToken.user_id == user_id, MailToken.purpose != purpose))


def _is_live(token: str, purpose: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        MailToken.token_hash == digest(token),
        MailToken.purpose == purpose,
        MailToken.expires_at > now,
    )


# Takes the receiver, and the link's `token` by name.
Letter = Callable[..., Message]
_COUNTED_AS = {VERIFY_EMAIL: MAIL_VERIFY, RESET_PASSWORD: MAIL_RESET}


def send_link(
    tx: Session,
    address: str,
    receiver: Owner | None,
    purpose: str,
    letter: Letter,
    *,
    seconds: int,
    browser: str | None,
    now: datetime,
) -> None:
    """Mail a link to who holds an address. Without a receiver the token is a decoy and the mail is
    addressed to nobody, so that no stopwatch tells the two apart (R42, R43). `browser` is what the
    sender's browser brought to be known by."""
    known = find_known_browser(tx, address, token=browser, now=now)
    counter = mail_account_counter(_COUNTED_AS[purpose], address, settings(), browser_id=known)
    if not charge_mail(tx, counter, now):
        return  # a new token that nobody gets would only kill the link that was mailed
    token = issue(tx, receiver, purpose, seconds=seconds, now=now)
    queue(tx, letter(address if receiver else "", token=token), now)


def charge_mail(tx: Session, counter: Counter, now: datetime) -> bool:
    """Count one mail; False past the limit, where the answer stays the same and no mail goes (no
    mail bombs)."""
    try:
        charge(tx, [counter], now)
    except TooManyAttempts:
        return False
    return True
