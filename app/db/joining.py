"""An aggregate that joins texts by spaces, on SQLite and PostgreSQL.

SQLAlchemy's own writes its separator into the statement anew at each call, which costs more than
the read.
"""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class joined(FunctionElement[str]):
    """The texts of a column, joined by spaces in no order."""

    type = String()
    inherit_cache = True


@compiles(joined)
def _standard(element: joined, compiler: SQLCompiler, **more: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **more)}, ' ')"


@compiles(joined, "sqlite")
def _sqlite(element: joined, compiler: SQLCompiler, **more: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **more)}, ' ')"
