"""Finds history rows that are not spelled as the server spells them.

A MAC covers what a column says. A time or a detail in another spelling has the same MAC, but on
SQLite no comparison finds that time any more.
"""

import json
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, cast, literal, type_coerce

from app.audit.models import AuditEvent
from app.db.types import written

# The errors that reading a row raises where a column holds a value of another kind.
UNREADABLE = (AttributeError, ValueError, TypeError, RecursionError)
# SQLite: the stored value itself, as a BLOB of the same bytes is another value. PostgreSQL keeps a
# time as a number, and a `json` as its text.
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
    """Return the column that the server spells in another way, or ""."""
    event: AuditEvent = row[1]
    if row.at_text is not None and row.at_text != written(event.at):
        return "at"
    return "" if row.detail_text == json.dumps(event.detail) else "detail"
