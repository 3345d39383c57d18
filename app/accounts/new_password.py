"""What every new password has to be, and what setting one clears."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.client import Client
from app.core.common_passwords import refuse_guessable
from app.core.errors import TooManyAttempts
from app.core.passwords import normalise
from app.extensions import settings
from app.lockout.counters import PASSWORDS, code_clear_counter, code_counter
from app.lockout.models import Attempt
from app.lockout.service import charge, clear, clear_guesses
from app.mail import messages
from app.mail.service import queue
from app.users.account import Account
from app.users.models import User


def check_shape(password: str, *, field: str) -> str:
    """Return a new password in normal form; raises InvalidRequest where it is too short or long."""
    return normalise(password, shortest=settings().password_min_length, field=field)


def check_for(user: Account | User, password: str, *, field: str) -> None:
    """Raise InvalidRequest where a new password is easy to guess for whoever knows its user."""
    about = (user.email, user.name, settings().app_name)
    refuse_guessable(password, about=about, field=field)


def replace(tx: Session, user: User, password_hash: str, now: datetime) -> None:
    """Give a locked user a new password, and forget the guesses at the old one."""
    user.password_hash = password_hash
    clear_guesses(tx, user_id=user.id, email=user.email, scopes=PASSWORDS)
    _clear_codes(tx, user, now)


def put(tx: Session, user: User, password_hash: str, *, client: Client, now: datetime) -> None:
    """Give a locked user a new password, and tell the owner."""
    replace(tx, user, password_hash, now)
    message = messages.password_changed(settings(), user.email, client=client, now=now)
    queue(tx, message, now)


def _clear_codes(tx: Session, user: User, now: datetime) -> None:
    """Forget wrong codes: whoever guessed them knew a password that is no good any more.

    Once in 30 days, or whoever reads the owner's mail could guess without end. Where nothing is
    counted nothing is used up.
    """
    codes = code_counter(user.id, settings())
    if tx.scalar(select(Attempt.id).where(Attempt.key == codes.key).limit(1)) is None:
        return
    try:
        charge(tx, [code_clear_counter(user.id, settings())], now)
    except TooManyAttempts:
        return
    clear(tx, codes)
