"""The recoveries in the export of one's own data."""

from typing import Any

from sqlalchemy import select

from app.accounts.export import exporting, facts_of
from app.extensions import db
from app.recovery.models import FormerAddress, Recovery, RecoveryAddress
from app.users.account import Account

_OF_RECOVERY = (
    *("state", "reason", "started_at", "ready_at", "told_at", "expires_at", "closed_at"),
    *("ip", "user_agent"),
)


@exporting.connect
def export_recoveries(user: Account) -> dict[str, Any]:
    """Return an account's recoveries, and the addresses that hear of them."""
    return {
        "recoveries": [facts_of(each, *_OF_RECOVERY) for each in _own(Recovery, user)],
        "recoveryAddresses": [
            facts_of(each, "email", "created_at", "confirmed_at", "expires_at")
            for each in _own(RecoveryAddress, user)
        ],
        "formerAddresses": [
            facts_of(each, "email", "moved_at") for each in _own(FormerAddress, user)
        ],
    }


def _own(model: type[Any], user: Account) -> Any:
    return db.session.scalars(select(model).where(model.user_id == user.id)).all()
