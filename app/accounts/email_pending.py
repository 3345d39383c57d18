"""A change of address that waits for its mailbox: told, mailed again, called off."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.accounts.email_change import send_confirmation
from app.accounts.models import CHANGE_EMAIL, MailToken
from app.audit.events import Event
from app.audit.service import record
from app.core.client import Client
from app.core.errors import NotFound, NotSignedIn
from app.db import rows_changed, write_tx
from app.db.reads import find_row
from app.extensions import settings
from app.lockout.counters import mail_counter
from app.lockout.service import charge_call
from app.sessions.principal import Principal
from app.users.models import User
from app.users.service import lock_user

# A change of anything that kills the link kills the change.
PENDING_EMAIL = (
    select(MailToken.new_email)
    .where(
        MailToken.user_id == User.id,
        MailToken.purpose == CHANGE_EMAIL,
        MailToken.token_version == User.token_version,
        MailToken.expires_at > bindparam("now"),
    )
    .limit(1)
    .scalar_subquery()
)
_OF_USER = select(PENDING_EMAIL).where(User.id == bindparam("user_id"))


def pending_email(user_id: str, now: datetime) -> str | None:
    """Return the address that waits to be confirmed as a user's, or None. Whether it has an account
    already makes no difference (R43)."""
    found = find_row(_OF_USER, user_id=user_id, now=now)
    return found[0] if found else None


def resend_change(caller: Principal, *, client: Client, now: datetime) -> None:
    """Mail the link of a change that waits again, under a new token. Raises NotFound where none
    waits, NotSignedIn or TooManyRequests."""
    charge_call([mail_counter(client, settings())], now)
    with write_tx() as tx:
        user = _lock(tx, caller)
        address = tx.scalar(_OF_USER, {"user_id": user.id, "now": now})
        if address is None:
            raise NotFound("No change of address waits to be confirmed.")
        send_confirmation(tx, user, address, client=client, now=now)
        record(tx, Event.EMAIL_CHANGE_ASKED, subject_id=user.id, client=client, now=now)


def cancel_change(caller: Principal, *, client: Client, now: datetime) -> None:
    """Kill the link of a change that waits; does nothing where none waits. Raises NotSignedIn."""
    with write_tx() as tx:
        user = _lock(tx, caller)
        link = delete(MailToken).where(
            MailToken.user_id == user.id, MailToken.purpose == CHANGE_EMAIL
        )
        if rows_changed(tx, link):
            record(tx, Event.EMAIL_CHANGE_CANCELLED, subject_id=user.id, client=client, now=now)


def _lock(tx: Session, caller: Principal) -> User:
    user = lock_user(tx, caller.user.id)
    if user is None or user.token_version != caller.user.token_version:
        raise NotSignedIn
    return user
