"""INSERT with ON CONFLICT, which both databases know but SQLAlchemy spells per dialect."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import FromClause, inspect
from sqlalchemy.orm import Session


def insert(tx: Session, model: type[Any]) -> Any:
    """Return the dialect's INSERT for `model`, on which `on_conflict_do_…` can be called."""
    return _dialect(tx.get_bind().dialect.name).insert(model)


def upsert(
    tx: Session,
    model: type[Any],
    row: Mapping[str, Any],
    *,
    key: Sequence[str],
    renews: Sequence[str] = (),
) -> None:
    """Insert a row; one of the same `key` takes the new values of `renews` alone."""
    dialect = tx.get_bind().dialect.name
    tx.execute(_upsert(dialect, inspect(model).local_table, tuple(key), tuple(renews)), row)


@cache
def _upsert(dialect: str, table: FromClause, key: tuple[str, ...], renews: tuple[str, ...]) -> Any:
    row = _dialect(dialect).insert(table)
    if not renews:
        return row.on_conflict_do_nothing(index_elements=key)
    renewed = {name: row.excluded[name] for name in renews}
    return row.on_conflict_do_update(index_elements=key, set_=renewed)


def _dialect(name: str) -> Any:
    # By name: to load PostgreSQL's where there is SQLite takes 2 MB.
    return import_module(f"sqlalchemy.dialects.{name}")
