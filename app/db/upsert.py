"""INSERT with ON CONFLICT, which both databases know but SQLAlchemy spells per dialect."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from app.db.statement import Statement


def insert(tx: Session, model: type[Any]) -> Any:
    """Return the dialect's INSERT for `model`, on which `on_conflict_do_…` can be called."""
    return _insert(tx.get_bind().dialect.name, model)


def upsert(model: type[Any], *, key: Sequence[str], renews: Sequence[str] = ()) -> Statement:
    """Return an INSERT of a whole row; one of the same `key` that is there already gets the new
    values of `renews`, and keeps all others."""

    def worded(dialect: str) -> Any:
        row = _insert(dialect, model.__table__)
        if not renews:
            return row.on_conflict_do_nothing(index_elements=key)
        renewed = {name: row.excluded[name] for name in renews}
        return row.on_conflict_do_update(index_elements=key, set_=renewed)

    return Statement(worded)


def _insert(dialect: str, into: Any) -> Any:
    # By name: to load PostgreSQL's where there is SQLite takes 2 MB.
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(into)
