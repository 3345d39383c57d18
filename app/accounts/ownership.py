"""Proving that an address is one's own, and what that ends."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, true
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.events import Event
from app.audit.service import record
from app.core.client import OPERATOR, Client
from app.core.errors import Conflict
from app.extensions import settings
from app.mail import messages
from app.mail.service import queue
from app.sessions.models import KnownBrowser
from app.sessions.principal import Principal
from app.sessions.service import end_everything
from app.twofactor import backup_codes, totp
from app.users.models import User


def take_possession(
    tx: Session, user: User, *, caller: Principal | None, client: Client, now: datetime
) -> None:
    """Note that the owner of its address holds an account; does nothing where that is known.

    A stranger may have registered the address, signed in without verification and enrolled an
    authenticator of his own, to keep the owner out or to stay in. All of that ends, and the owner
    is told; unless the browser that proves the address (`caller`) is signed in to this very
    account, or an operator made or imported it: then the factor is the owner's own (R81).
    """
    if user.email_verified_at is not None:
        return
    user.email_verified_at = now
    if caller is not None and caller.user.id == user.id:
        return
    if user.created_from != OPERATOR:
        drop_factors(tx, user, client, now)
    end_everything(tx, user, keep=None, now=now)
    # Last, in the order of `sessions.service`.
    tx.execute(delete(KnownBrowser).where(KnownBrowser.user_id == user.id))


def drop_unverified(tx: Session, email: str) -> None:
    """Remove an account that was registered under an address and never verified."""
    tx.execute(delete(User).where(User.email == email, ~_is_kept()))


def take_address(tx: Session, user: User, address: str, now: datetime) -> None:
    """Move a locked user to an address that he has proven; the unique column decides between two
    who want it. Raises Conflict."""
    drop_unverified(tx, address)
    user.email = address
    user.email_verified_at = now
    try:
        tx.flush()
    except IntegrityError:
        raise Conflict("That address has an account of its own by now.") from None


def is_taken(tx: Session, email: str) -> bool:
    """Tell whether an address has an account that nobody else may take over."""
    return tx.scalar(select(User.id).where(User.email == email, _is_kept())) is not None


def _is_kept() -> ColumnElement[bool]:
    # With verification off an unverified account is a working one: nobody may take it over. And
    # an operator's "disabled" must outlive a new registration.
    if settings().email_verification == "off":
        return true()
    return or_(User.email_verified_at.is_not(None), User.disabled_at.is_not(None))


def drop_factors(tx: Session, user: User, client: Client, now: datetime) -> None:
    """Remove every factor of a locked user, whom a mail tells so where one was on."""
    totp.drop_all(tx, user.id)
    backup_codes.drop_all(tx, user.id)
    if user.has_two_factor:
        user.two_factor_enabled_at = None
        record(tx, Event.TWO_FACTOR_RESET, subject_id=user.id, client=client, now=now)
        note = messages.two_factor_changed(
            settings(), user.email, what="removed", client=client, now=now
        )
        queue(tx, note, now)
