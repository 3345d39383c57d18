"""INSERT with ON CONFLICT, which both databases know but SQLAlchemy spells per dialect."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.db.statement import Statement

_INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert(tx: Session, model: type[Any]) -> Any:
    """Return the dialect's INSERT for `model`, on which `on_conflict_do_…` can be called."""
    return _INSERTS[tx.get_bind().dialect.name](model)


def upsert(model: type[Any], *, key: Sequence[str], renews: Sequence[str] = ()) -> Statement:
    """Return an INSERT of a whole row; one of the same `key` that is there already gets the new
    values of `renews`, and keeps all others."""

    def worded(dialect: str) -> Any:
        row: Any = _INSERTS[dialect](model.__table__)
        if not renews:
            return row.on_conflict_do_nothing(index_elements=key)
        renewed = {name: row.excluded[name] for name in renews}
        return row.on_conflict_do_update(index_elements=key, set_=renewed)

    return Statement(worded)
