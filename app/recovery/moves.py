"""Remembers the addresses that an account left lately (V06)."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.ownership import address_moved
from app.audit.events import Event
from app.audit.models import AuditEvent
from app.audit.service import recorded
from app.core.act import Act
from app.db.clock import moment_within
from app.recovery.models import FormerAddress, RecoveryAddress
from app.users.models import User


@address_moved.connect
def remember_former(user: User, *, former: str | None, tx: Session, act: Act) -> None:
    """Note that a locked user has moved from an address.

    The mailbox of an account that an operator moved may be lost: its address is not kept.
    """
    is_own = act.by is None and not act.origin.is_operator
    email = former if is_own else None
    tx.add(FormerAddress(user_id=user.id, email=email, moved_at=moment_within(tx)))


@recorded.connect
def forget_thief(row: AuditEvent, *, tx: Session, act: Act) -> None:
    """Forget the addresses that came with a move that its owner undid.

    Whoever moved the account away hears of nothing, and stops nothing.
    """
    if row.type != Event.EMAIL_CHANGE_UNDONE.value or row.subject_id is None:
        return
    user = tx.get_one(User, row.subject_id)
    user.recovered_at = None
    since = _left_at(tx, user)
    if since is None:
        return
    later = (FormerAddress.user_id == user.id, FormerAddress.moved_at >= since)
    tx.execute(update(FormerAddress).where(*later).values(email=None))
    own = (RecoveryAddress.user_id == user.id, RecoveryAddress.created_at >= since)
    tx.execute(delete(RecoveryAddress).where(*own))


def _left_at(tx: Session, user: User) -> datetime | None:
    """Return when a locked user's present address was left last."""
    last = func.max(FormerAddress.moved_at, type_=FormerAddress.moved_at.type)
    own = (FormerAddress.user_id == user.id, FormerAddress.email == user.email)
    return tx.scalar(select(last).where(*own))
