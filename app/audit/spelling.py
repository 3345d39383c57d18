"""How the server spells a row of the history, to tell when somebody spelled it anew.

A MAC covers what a column says. A moment or a detail that says the same in other letters has the
same MAC, but on SQLite no comparison finds that moment any more.
"""

import json
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, literal, type_coerce

from app.audit.models import AuditEvent
from app.db.types import written

# What reading a row raises where a column holds no value of its kind.
UNREADABLE = (AttributeError, ValueError, TypeError, RecursionError)
# SQLite: the very value, as a BLOB of the same letters is another. PostgreSQL keeps a moment as a
# number, and the letters of a `json`.
AS_STORED: dict[str, tuple[ColumnElement[Any], ...]] = {
    "sqlite": (
        type_coerce(AuditEvent.at, Text).label("at_text"),
        type_coerce(AuditEvent.detail, Text).label("detail_text"),
    ),
    "postgresql": (
        literal(None).label("at_text"),
        cast(AuditEvent.detail, Text).label("detail_text"),
    ),
}


def misspelt(row: Row[*tuple[Any, ...]]) -> str:
    """Return the column that the server spells in another way; empty where there is none."""
    event: AuditEvent = row[1]
    if row.at_text is not None and row.at_text != written(event.at):
        return "at"
    return "" if row.detail_text == json.dumps(event.detail) else "detail"
