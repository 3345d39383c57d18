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
    """The compiled SQL; `fixed` are the values that the statement holds, `into` those that vary."""

    sql: str
    fixed: dict[str, Any]
    order: Sequence[str] | None
    into: Sequence[tuple[str, _Convert]]
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
            fixed={k: into[k](v) if into[k] else v for k, v in fixed.items()},  # type: ignore[misc]
            order=compiled.positiontup,
            into=[(name, turn) for name, turn in into.items() if turn and name not in fixed],
            back=[(place, turn) for place, turn in enumerate(back) if turn],
        )

    def values(self, given: dict[str, Any]) -> Any:
        """Return the values as the driver takes them; raises KeyError where one is missing."""
        sent = self.fixed | given
        for name, turn in self.into:
            sent[name] = turn(sent[name])
        return sent if self.order is None else tuple([sent[name] for name in self.order])

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
