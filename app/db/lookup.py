"""A SELECT that nearly every request asks: compiled once, then handed straight to the driver.

It runs outside of any transaction: for one statement the snapshot is the same, and PostgreSQL is
spared the round trips of BEGIN and ROLLBACK. What SQLAlchemy does around each statement costs five
times the statement itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Dialect, FromClause, Select
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.attributes import instance_dict, manager_of_class
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from app.db.kept import kept_connections
from app.extensions import db

M = TypeVar("M")
Row = tuple[Any, ...]
_Convert = Callable[[Any], Any] | None
_BY_PLACE: dict[str, Any] = {"sqlite": "qmark", "postgresql": "format"}


class Lookup:
    """One statement of one row at most; what varies are its `bindparam`s."""

    def __init__(self, statement: Select[Any]) -> None:
        """Take the statement; it is compiled at its first use on a database."""
        self._statement = statement
        self._spelled: dict[str, _Spelled] = {}

    def find(self, **given: Any) -> Row | None:
        """Return the row, or None. Whatever the driver refuses is asked again the usual way, which
        tells a lost connection from other trouble."""
        engine = db.engine
        spelled = self._spelled.get(engine.dialect.name) or self._spell(engine.dialect)
        connections = kept_connections()
        try:
            kept = connections.take()
        except spelled.error as lost:  # once is enough: each try may take seconds
            raise OperationalError(spelled.sql, {}, lost, hide_parameters=True) from lost
        try:
            row = spelled.ask(kept.pooled.driver_connection, given)
        except spelled.error:
            kept.pooled.invalidate()
        except BaseException:
            connections.end(kept)
            raise
        else:
            connections.give_back(kept)
            return row
        with engine.connect() as connection:
            found = connection.execute(self._statement, given).one_or_none()
        return None if found is None else tuple(found)

    def _spell(self, dialect: Dialect) -> "_Spelled":
        spelled = _Spelled.of(self._statement, dialect)
        return self._spelled.setdefault(dialect.name, spelled)


@dataclass(frozen=True)
class _Spelled:
    """A statement in the words of one database, with what turns values into its own and back."""

    sql: str
    error: type[Exception]
    fixed: dict[str, Any]
    into: Sequence[tuple[str, _Convert]]
    back: Sequence[tuple[int, Callable[[Any], Any]]]

    @classmethod
    def of(cls, statement: Select[Any], dialect: Dialect) -> "_Spelled":
        # By place and not by name, whichever the driver prefers.
        assert isinstance(dialect, DefaultDialect)
        by_place = type(dialect)(paramstyle=_BY_PLACE[dialect.name])
        compiled = statement.compile(dialect=by_place)
        assert isinstance(compiled, SQLCompiler)
        names = compiled.positiontup or []
        back = [_back(column.type, dialect) for column in statement.selected_columns]
        return cls(
            sql=str(compiled),
            error=dialect.loaded_dbapi.Error,
            fixed={k: v for k, v in compiled.params.items() if v is not None},
            into=[(name, _into(compiled.binds[name].type, dialect)) for name in names],
            back=[(place, convert) for place, convert in enumerate(back) if convert],
        )

    def ask(self, connection: Any, given: dict[str, Any]) -> Row | None:
        values = {**self.fixed, **given}
        sent = [convert(values[name]) if convert else values[name] for name, convert in self.into]
        row = connection.execute(self.sql, sent).fetchone()
        if row is None:
            return None
        found = list(row)
        for place, convert in self.back:
            found[place] = convert(found[place])
        return tuple(found)


def snapshot(model: type[M], values: Sequence[Any]) -> M:
    """Return a row of `model`, all its columns in their order, as an object that belongs to no
    session: nothing changes it, and it changes nothing."""
    made: M = manager_of_class(model).new_instance()
    instance_dict(made).update(zip(_names(model.__table__), values, strict=True))  # type: ignore[attr-defined]
    return made


@cache
def _names(table: FromClause) -> Sequence[str]:
    return tuple(table.columns.keys())


def _into(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _back(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
