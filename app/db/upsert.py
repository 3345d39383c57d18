"""INSERT with ON CONFLICT, which both databases know but SQLAlchemy spells per dialect."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert(tx: Session, model: type[Any]) -> Any:
    """Return the dialect's INSERT for `model`, on which `on_conflict_do_…` can be called."""
    return _INSERTS[tx.get_bind().dialect.name](model)
