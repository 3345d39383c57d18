"""A SELECT that nearly every request asks: compiled once, then handed straight to the driver.

It runs outside of any transaction: for one statement the snapshot is the same, and PostgreSQL is
spared the round trips of BEGIN and ROLLBACK. What SQLAlchemy does around each statement costs five
times the statement itself.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Dialect, FromClause, Select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.attributes import instance_dict, manager_of_class

from app.db.kept import kept_connections
from app.db.spelling import Row, Spelling

M = TypeVar("M")


class Lookup:
    """One statement of one row at most; what varies are its `bindparam`s."""

    def __init__(self, statement: Select[Any]) -> None:
        """Take the statement; it is compiled at its first use on a database."""
        self._statement = statement
        self._spelled: dict[str, Spelling] = {}

    def find(self, **given: Any) -> Row | None:
        """Return the row, or None. Whatever the driver refuses is asked again the usual way, which
        tells a lost connection from other trouble."""
        connections = kept_connections()
        engine = connections.engine
        spelled = self._spelled.get(engine.dialect.name) or self._spell(engine.dialect)
        refusal = engine.dialect.loaded_dbapi.Error
        try:
            kept = connections.take()
        except refusal as lost:  # once is enough: each try may take seconds
            raise OperationalError(spelled.sql, {}, lost, hide_parameters=True) from lost
        try:
            driver: Any = kept.pooled.driver_connection
            row = driver.execute(spelled.sql, spelled.values(given)).fetchone()
        except refusal:
            kept.pooled.invalidate()
        except BaseException:
            connections.end(kept)
            raise
        else:
            connections.give_back(kept)
            return row and spelled.read(row)
        with engine.connect() as connection:
            found = connection.execute(self._statement, given).one_or_none()
        return None if found is None else tuple(found)

    def _spell(self, dialect: Dialect) -> Spelling:
        return self._spelled.setdefault(dialect.name, Spelling.of(self._statement, dialect))


def snapshot(model: type[M], values: Sequence[Any]) -> M:
    """Return a row of `model`, all its columns in their order, as an object that belongs to no
    session: nothing changes it, and it changes nothing."""
    made: M = manager_of_class(model).new_instance()
    instance_dict(made).update(zip(_names(model.__table__), values, strict=True))  # type: ignore[attr-defined]
    return made


@cache
def _names(table: FromClause) -> Sequence[str]:
    return tuple(table.columns.keys())
