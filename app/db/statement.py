"""Statements of the busy write transactions: compiled once, handed to the driver in the transaction
that is open.

What SQLAlchemy does to build, look up, run and unpack a statement costs ten times the statement.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Dialect, Table, insert, inspect
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import instance_dict, instance_state, set_committed_value

from app.db.lookup import snapshot
from app.db.spelling import Row, Spelling, Words
from app.db.transaction import connection_of

M = TypeVar("M")


class Statement:
    """One statement; what varies are its `bindparam`s, which `given` names.

    Like any other it sees what the session was told before, but it changes no object that the
    session holds.
    """

    def __init__(self, statement: Words | Callable[[str], Words]) -> None:
        """Take the statement, or what words it for a dialect; it is compiled at its first use."""
        self._statement = statement
        self._spelled: dict[str, Spelling] = {}

    def run(self, tx: Session, **given: Any) -> int:
        """Run an INSERT, UPDATE or DELETE and return how many rows it changed: single use is
        decided by that."""
        changed: int = self._send(tx, given)[1].rowcount
        return changed

    def row(self, tx: Session, **given: Any) -> Row | None:
        """Return the first row that is found or RETURNed, or None."""
        return next(iter(self.rows(tx, **given)), None)

    def rows(self, tx: Session, **given: Any) -> list[Row]:
        """Return every row that is found or RETURNed."""
        spelled, result = self._send(tx, given)
        return [spelled.read(row) for row in result]

    def _send(self, tx: Session, given: dict[str, Any]) -> tuple[Spelling, Any]:
        tx.flush()
        connection = connection_of(tx)
        dialect = connection.dialect
        spelled = self._spelled.get(dialect.name) or self._spell(dialect)
        values = spelled.values(given)
        if connection.dispatch.before_cursor_execute:  # somebody listens, who must miss nothing
            return spelled, connection.exec_driver_sql(spelled.sql, values)
        driver: Any = connection.connection.driver_connection
        try:
            return spelled, driver.execute(spelled.sql, values)
        except dialect.loaded_dbapi.Error as refusal:
            # As after any statement: the usual exceptions, and a lost connection leaves the pool.
            connection._handle_dbapi_exception(refusal, spelled.sql, None, None, None)

    def _spell(self, dialect: Dialect) -> Spelling:
        worded = self._statement(dialect.name) if callable(self._statement) else self._statement
        return self._spelled.setdefault(dialect.name, Spelling.of(worded, dialect))


def store(tx: Session, row: M) -> M:
    """INSERT a row at once, with its model's defaults where it says nothing; return it.

    It belongs to no session: whoever changes it later changes no row.
    """
    table: Table = row.__table__  # type: ignore[attr-defined]
    values = instance_dict(row)
    for name, default in _defaults(table):
        if values.get(name) is None:
            values[name] = default.arg(None) if default.is_callable else default.arg
    _insertion(table).run(tx, **{each.key: values.get(each.key) for each in table.columns})
    return row


def hold(tx: Session, model: type[M], values: Row) -> M:
    """Return a row of `model`, all its columns in their order, as an object that the session holds:
    what is set on it is written. One that it held before gets these values."""
    made = snapshot(model, values)
    make_transient_to_detached(made)
    held: M | None = tx.identity_map.get(instance_state(made).key)  # type: ignore[arg-type]
    if held is None:
        tx.add(made)
        return made
    for each in inspect(model).column_attrs:
        set_committed_value(held, each.key, getattr(made, each.key))
    return held


@cache
def _insertion(table: Table) -> Statement:
    return Statement(insert(table).inline())


@cache
def _defaults(table: Table) -> list[tuple[str, Any]]:
    return [(each.key, each.default) for each in table.columns if each.default is not None]
