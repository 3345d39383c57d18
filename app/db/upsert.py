"""INSERT of one row, also with ON CONFLICT.

SQLite and PostgreSQL both have it. SQLAlchemy has one construct for each dialect.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import FromClause, Insert, Table, inspect
from sqlalchemy.orm import Session

from app.db.base import Base


def insert(tx: Session, model: type[Any]) -> Any:
    """Return the dialect's INSERT for `model`, which has `on_conflict_do_…`."""
    return _dialect(tx.get_bind().dialect.name).insert(model)


def insert_row(tx: Session, row: Base) -> None:
    """Insert a row at once.

    The session does not keep the object. A column without a value gets its default.
    """
    values = {each.key: getattr(row, each.key) for each in row.__table__.columns}
    given = {name: value for name, value in values.items() if value is not None}
    tx.execute(_insert(row.__table__), given)


def upsert(
    tx: Session,
    model: type[Any],
    row: Mapping[str, Any],
    *,
    key: Sequence[str],
    renews: Sequence[str] = (),
) -> None:
    """Insert a row.

    If a row of the same `key` exists, its columns in `renews` get the new values.
    """
    dialect = tx.get_bind().dialect.name
    tx.execute(_upsert(dialect, inspect(model).local_table, tuple(key), tuple(renews)), row)


@cache
def _insert(table: Table) -> Insert:
    return table.insert()


@cache
def _upsert(dialect: str, table: FromClause, key: tuple[str, ...], renews: tuple[str, ...]) -> Any:
    row = _dialect(dialect).insert(table)
    if not renews:
        return row.on_conflict_do_nothing(index_elements=key)
    renewed = {name: row.excluded[name] for name in renews}
    return row.on_conflict_do_update(index_elements=key, set_=renewed)


def _dialect(name: str) -> Any:
    # By name: an import of PostgreSQL's dialect costs 2 MB where the database is SQLite.
    return import_module(f"sqlalchemy.dialects.{name}")
