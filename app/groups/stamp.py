"""Renews the stamp of all rules of groups and apps."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.opaque_tokens import new_id
from app.db.upsert import upsert
from app.groups.models import RuleStamp

# The stamp or NULL, as a subquery of a statement that reads more at once.
STAMP = select(RuleStamp.stamp).scalar_subquery()


def renew_stamp(tx: Session) -> None:
    """Let every process read the rules anew, once the transaction commits."""
    upsert(tx, RuleStamp, {"id": 1, "stamp": new_id()}, key=("id",), renews=("stamp",))
