"""A statement in the words of one database, with what turns values into its own and back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Words = Select[*tuple[Any, ...]] | UpdateBase
Row = tuple[Any, ...]
_Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class Spelling:
    """The compiled SQL; `fixed` are the values that the statement holds, `into` every value that it
    takes, in their order where it `is_positional`."""

    sql: str
    is_positional: bool
    fixed: dict[str, Any]
    into: Sequence[tuple[str, _Convert | None]]
    back: Sequence[tuple[int, _Convert]]

    @classmethod
    def of(cls, statement: Words, dialect: Dialect) -> "Spelling":
        """Compile a statement for a database; what varies in it are its `bindparam`s."""
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        binds = compiled.binds.items()
        into = {name: _into(bind.type, dialect) for name, bind in binds}
        fixed = {name: bind.value for name, bind in binds if not bind.required}
        back = [_back(column.type, dialect) for column in statement.exported_columns]
        return cls(
            sql=str(compiled),
            is_positional=compiled.positional,
            fixed=fixed,
            into=[(name, into[name]) for name in compiled.positiontup or into],
            back=[(place, turn) for place, turn in enumerate(back) if turn],
        )

    def values(self, given: dict[str, Any]) -> Any:
        """Return the values as the driver takes them; raises KeyError where one is missing."""
        held = self.fixed | given if self.fixed else given
        if self.is_positional:
            return tuple([turn(held[name]) if turn else held[name] for name, turn in self.into])
        return {name: turn(held[name]) if turn else held[name] for name, turn in self.into}

    def read(self, row: Sequence[Any]) -> Row:
        """Return a row of the driver as the columns' types read it."""
        found = list(row)
        for place, turn in self.back:
            found[place] = turn(found[place])
        return tuple(found)


def _into(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _back(kind: TypeEngine[Any], dialect: Dialect) -> _Convert | None:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
