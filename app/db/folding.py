"""A text with small letters, on SQLite and PostgreSQL.

Only the letters A to Z change, as SQLite has it. An index does not depend on the rules of a
language then.
"""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement


class folded(FunctionElement[str]):
    """A text, whose letters from A to Z are small."""

    type = String()
    inherit_cache = True


@compiles(folded)
def _standard(element: folded, compiler: SQLCompiler, **more: Any) -> str:
    return f'lower(({compiler.process(element.clauses, **more)}) COLLATE "C")'


@compiles(folded, "sqlite")
def _sqlite(element: folded, compiler: SQLCompiler, **more: Any) -> str:
    return f"lower({compiler.process(element.clauses, **more)})"
