"""Pending changes of address.

A change waits until its link is opened. It can be shown, mailed again and cancelled.
"""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from app.accounts.email_change import send_confirmation
from app.accounts.models import CHANGE_EMAIL, MailToken
from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.errors import NotFound, NotSignedIn
from app.core.text import _
from app.db import rows_changed, write_tx
from app.db.reads import find_row
from app.extensions import settings
from app.lockout.counters import mail_counter
from app.lockout.service import charge_call
from app.sessions.principal import Principal
from app.users.models import User
from app.users.service import lock_user

# A security change that voids the link also voids the change of address.
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
    """Return a user's pending new address, or None.

    The result does not depend on whether the address has an account (R43).
    """
    found = find_row(_OF_USER, user_id=user_id, now=now)
    return found[0] if found else None


def resend_change(caller: Principal, *, act: Act) -> None:
    """Mail a new link for the pending change of address.

    Raises NotFound where no change is pending, NotSignedIn or TooManyRequests.
    """
    charge_call([mail_counter(act.origin, settings())], act.now)
    with write_tx() as tx:
        user = _lock(tx, caller)
        address = tx.scalar(_OF_USER, {"user_id": user.id, "now": act.now})
        if address is None:
            raise NotFound(_("No change of address waits to be confirmed."))
        send_confirmation(tx, user, address, act=act)
        record(tx, Event.EMAIL_CHANGE_ASKED, subject_id=user.id, act=act)


def cancel_change(caller: Principal, *, act: Act) -> None:
    """Delete the link of the pending change of address, if any.

    Raises NotSignedIn.
    """
    with write_tx() as tx:
        user = _lock(tx, caller)
        link = delete(MailToken).where(
            MailToken.user_id == user.id, MailToken.purpose == CHANGE_EMAIL
        )
        if rows_changed(tx, link):
            record(tx, Event.EMAIL_CHANGE_CANCELLED, subject_id=user.id, act=act)


def _lock(tx: Session, caller: Principal) -> User:
    user = lock_user(tx, caller.user.id)
    if user is None or user.token_version != caller.user.token_version:
        raise NotSignedIn
    return user
