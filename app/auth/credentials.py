"""Checking a password.

The try is counted before the check. The check takes the same time for known and unknown addresses.
"""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.addresses import normal_form
from app.core.errors import AppError, InvalidCredentials, InvalidRequest, Unavailable
from app.core.passwords import LONGEST_BYTES, Verdict, is_same_password
from app.db import end_read, write_tx
from app.extensions import db, runtime, settings
from app.lockout.counters import Counter, password_counters
from app.lockout.service import Charge, charge, clear, raise_if_exhausted, refund
from app.sessions.known_browsers import find_known_browser
from app.users.models import User
from app.users.service import AddressOwner, find_address_owner, lock_user


@dataclass(frozen=True)
class CheckedPassword:
    """A right password, before its account is locked.

    `holder` is the account as the check read it, `charged` the counted try, and `cleared` the count
    that a right password clears. `new_hash` is a better hash, or None where none is due.
    """

    holder: AddressOwner
    charged: Charge
    cleared: Counter
    new_hash: str | None


def check_password(
    email: str,
    password: str,
    *,
    browser: str | None,
    act: Act,
    event: Event = Event.LOGIN_FAILED,
    refusal: type[AppError] = InvalidCredentials,
    signed_in: bool = False,
    surface: str | None = None,
) -> CheckedPassword:
    """Check a password against the account of an address.

    The try is counted before the hash is computed, and stays counted unless `settle_password` takes
    it back. No transaction is open while the hash is computed. `browser` is the value of the
    known-browser cookie. `signed_in` says that the caller has a session of the account. `surface`
    is what the event adds about the question. Raises `refusal`, TooManyAttempts, or Unavailable
    where the server is too busy to hash.
    """
    address, passwords = _address(email), runtime().passwords
    known = find_known_browser(db.session(), address, token=browser, now=act.now)
    counters = password_counters(address, act.origin, settings(), browser_id=known)
    raise_if_exhausted(counters, act.now)
    end_read()
    # Take a place first: a busy server's refusal must write nothing and delay nobody (F14).
    is_known = signed_in or known is not None
    with passwords.place(act.origin, account=address if is_known else None):
        with write_tx() as tx:
            charged = charge(tx, counters, act.now)
        holder = find_address_owner(address)
        end_read()
        verdict = _verdict(holder, password, charged)
        if holder is not None and verdict.fits:
            better = passwords.rehash(password, holder.password_hash) if verdict.is_stale else None
            return CheckedPassword(holder, charged, cleared=counters[0], new_hash=better)
    detail = {"surface": surface} if surface else {}
    with write_tx() as tx:
        record(tx, event, subject_id=holder.id if holder else None, act=act, **detail)
    raise refusal


def settle_password(tx: Session, checked: CheckedPassword, *, refusal: type[AppError]) -> User:
    """Lock the user, take the charge back and store a better hash.

    Returns the locked row. Raises `refusal` where the password changed since the check. The
    account's other columns may have changed too, so the caller must decide by the returned row.
    """
    user = lock_user(tx, checked.holder.id)
    if user is None or not is_same_password(user.password_hash, checked.holder.password_hash):
        raise refusal
    refund(tx, checked.charged)
    clear(tx, checked.cleared)
    if checked.new_hash is not None:
        user.renew_hash(checked.new_hash)
    return user


def _verdict(holder: AddressOwner | None, password: str, charged: Charge) -> Verdict:
    too_long = len(password.encode()) > LONGEST_BYTES
    try:
        return runtime().passwords.check(
            holder.password_hash if holder and not too_long else None, "" if too_long else password
        )
    except Unavailable:
        with write_tx() as tx:  # nothing was checked: a busy server must lock nobody out (F14)
            refund(tx, charged)
        raise


def _address(email: str) -> str:
    # Text that is no address has no account, and is refused like a wrong password.
    with suppress(InvalidRequest):
        return normal_form(email)
    return email.strip().casefold()
