"""Voids the recoveries that a restored backup brings back."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.db.clock import moment_within
from app.recovery import states
from app.recovery.models import RecoveryAddress
from app.users.models import User


def void_open(tx: Session) -> None:
    """End every open recovery, and void the links that confirm recovery addresses.

    The backup cannot tell which of them were stopped after it was made.
    """
    states.end_all(tx, states.OPERATOR, moment_within(tx))
    is_marked = User.recovery_ready_at.is_not(None)
    tx.execute(update(User).where(is_marked).values(recovery_ready_at=None))
    tx.execute(delete(RecoveryAddress).where(RecoveryAddress.confirmed_at.is_(None)))
