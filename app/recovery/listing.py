"""Which recoveries are open, as administrators and operators see them (V11)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from app.core.devices import describe_device
from app.core.errors import NotFound
from app.core.text import _
from app.extensions import db
from app.recovery.models import OPEN, Recovery
from app.users.models import User


class Listed(NamedTuple):
    """An open recovery and its account."""

    recovery: Recovery
    email: str
    name: str


def list_open(*, after: str = "", limit: int) -> Sequence[Listed]:
    """Return open recoveries by id, from behind the id `after`."""
    found = db.session.execute(
        select(Recovery, User.email, User.name)
        .join(User, User.id == Recovery.user_id)
        .where(Recovery.state.in_(OPEN), Recovery.id > after)
        .order_by(Recovery.id)
        .limit(limit)
    )
    return [Listed(*row) for row in found]


def count_open() -> int:
    """Return how many recoveries are open."""
    many = select(func.count()).select_from(Recovery).where(Recovery.state.in_(OPEN))
    return db.session.scalar(many) or 0


def open_of(email: str) -> str:
    """Return the id of an account's open recovery; raises NotFound."""
    found = db.session.scalar(
        select(Recovery.id)
        .join(User, User.id == Recovery.user_id)
        .where(User.email == email, Recovery.state.in_(OPEN))
    )
    if found is None:
        raise NotFound(_("No recovery of {email} is open.").format(email=email))
    return found


def recovery_json(listed: Listed) -> dict[str, Any]:
    """Return an open recovery as lists show it."""
    row = listed.recovery
    return {
        "id": row.id,
        "user": {"id": row.user_id, "email": listed.email, "name": listed.name},
        "state": row.state,
        "startedAt": row.started_at.isoformat(),
        "readyAt": row.ready_at.isoformat(),
        "expiresAt": row.expires_at.isoformat() if row.expires_at else None,
        "told": row.told_at is not None,
        "ip": row.ip,
        "device": describe_device(row.user_agent),
    }
