"""Texts with a sign that few addresses and names have.

Such are `%`, `_` and `'`. PostgreSQL finds a part of a text by its letters and digits. Signs have
no place in that index, so the few texts that have them are in one of their own.
"""

import re
from typing import Any

from sqlalchemy import Boolean
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

# Every sign of ASCII but . @ and -, which many addresses have. Those are odd at the beginning of a
# word, and beside each other. Python and PostgreSQL read this alike.
_PATTERN = r"[!-,/:-?[-`{-~]| [.@-]|[.@-][.@-]"
_ODD = re.compile(_PATTERN)


class odd(FunctionElement[bool]):
    """Whether a text has such a sign.

    Only an index asks: SQLite, which has none, takes every text for odd.
    """

    type = Boolean()
    inherit_cache = True


def is_odd(text: str) -> bool:
    """Tell whether every text that contains this one is odd."""
    return _ODD.search(text) is not None


@compiles(odd)
def _standard(element: odd, compiler: SQLCompiler, **more: Any) -> str:
    text = compiler.process(element.clauses, **more)
    return f"(({text}) COLLATE \"C\" ~ '{_PATTERN}') IS TRUE"


@compiles(odd, "sqlite")
def _sqlite(_element: odd, _compiler: SQLCompiler, **_more: Any) -> str:
    return "1"
