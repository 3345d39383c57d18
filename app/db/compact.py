"""Long expressions that SQLAlchemy hashes as one short part."""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

T = TypeVar("T")


def compact(whole: ColumnElement[T]) -> ColumnElement[T]:
    """Return an expression of the same SQL as `whole`.

    SQLAlchemy hashes all parts of a statement at each execution, to find its compiled form. For a
    long expression that takes longer than the query. The tables of `whole` must stand in the
    statement unaliased.
    """

    class _Compact(FunctionElement[T]):
        type = whole.type
        inherit_cache = True

    @compiles(_Compact)
    def _spelled(_element: _Compact, compiler: SQLCompiler, **more: Any) -> str:
        return f"({compiler.process(whole, **more)})"

    return _Compact()
