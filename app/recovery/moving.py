"""The recovery addresses that travel with exported accounts; recoveries stay."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.clock import moment_within
from app.recovery.models import RecoveryAddress


def kept_addresses(tx: Session) -> dict[str, str]:
    """Return the confirmed recovery addresses by the id of their user."""
    confirmed = select(RecoveryAddress.user_id, RecoveryAddress.email).where(
        RecoveryAddress.confirmed_at.is_not(None)
    )
    return {row.user_id: row.email for row in tx.execute(confirmed)}


def adopt_address(tx: Session, user_id: str, email: str | None) -> None:
    """Give a new account its recovery address of elsewhere, if any."""
    if email is None:
        return
    moment = moment_within(tx)
    tx.add(
        RecoveryAddress(
            user_id=user_id, email=email, token_version=0, created_at=moment, confirmed_at=moment
        )
    )
