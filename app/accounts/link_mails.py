"""Mails that strangers can ask for: the same work whether or not there is somebody to write to."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import mail_tokens
from app.core.errors import TooManyAttempts
from app.extensions import settings
from app.lockout.counters import mail_account_counter
from app.lockout.service import charge
from app.mail.messages import Message
from app.mail.service import queue

# Takes the receiver, and the link's `token` by name.
Letter = Callable[..., Message]


def send_link(
    tx: Session,
    address: str,
    receiver: mail_tokens.Owner | None,
    purpose: str,
    letter: Letter,
    *,
    seconds: int,
    now: datetime,
) -> None:
    """Mail a link to who holds an address. Without a receiver the token is a decoy and the mail is
    addressed to nobody, so that no stopwatch tells the two apart (R42, R43)."""
    if not may_mail(tx, address, now):
        return  # a new token that nobody gets would only kill the link that was mailed
    token = mail_tokens.issue(tx, receiver, purpose, seconds=seconds, now=now)
    queue(tx, letter(address if receiver else "", token=token), now)


def may_mail(tx: Session, address: str, now: datetime) -> bool:
    """Count one mail to an address; False past its limit, where the answer stays the same and no
    mail goes (no mail bombs)."""
    try:
        charge(tx, [mail_account_counter(address, settings())], now)
    except TooManyAttempts:
        return False
    return True
