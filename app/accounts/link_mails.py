"""Mails that strangers can ask for: the same work whether or not there is somebody to write to."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts import mail_tokens
from app.accounts.models import RESET_PASSWORD, VERIFY_EMAIL
from app.core.errors import TooManyAttempts
from app.extensions import settings
from app.lockout.counters import MAIL_RESET, MAIL_VERIFY, Counter, mail_account_counter
from app.lockout.service import charge
from app.mail.messages import Message
from app.mail.service import queue
from app.sessions.known_browsers import find_known_browser

# Takes the receiver, and the link's `token` by name.
Letter = Callable[..., Message]
_COUNTED_AS = {VERIFY_EMAIL: MAIL_VERIFY, RESET_PASSWORD: MAIL_RESET}


def send_link(
    tx: Session,
    address: str,
    receiver: mail_tokens.Owner | None,
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
    if not may_mail(tx, counter, now):
        return  # a new token that nobody gets would only kill the link that was mailed
    token = mail_tokens.issue(tx, receiver, purpose, seconds=seconds, now=now)
    queue(tx, letter(address if receiver else "", token=token), now)


def may_mail(tx: Session, counter: Counter, now: datetime) -> bool:
    """Count one mail; False past the limit, where the answer stays the same and no mail goes (no
    mail bombs)."""
    try:
        charge(tx, [counter], now)
    except TooManyAttempts:
        return False
    return True
