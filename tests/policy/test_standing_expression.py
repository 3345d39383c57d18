"""Promise: the expression that every request reads costs no more than it must."""

from sqlalchemy.dialects import sqlite

from app.sessions.lookup import BY_TOKEN


def test_it_passes_no_value_that_is_always_the_same() -> None:
    """SQLAlchemy passes each value anew with each request."""
    passed = BY_TOKEN.compile(dialect=sqlite.dialect()).params
    assert {name for name, value in passed.items() if value is not None} == set()
