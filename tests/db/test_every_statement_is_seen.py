"""Promise: SQLAlchemy's events see every statement that reaches the database: what tests count, and
an operator's tracing shows, is what production sends."""

import sqlite3
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app.extensions import db
from tests.person import Person

_OF_CONNECTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_events_see_each_statement_of_a_login_and_of_what_follows(
    app: Flask, enrolled: Person
) -> None:
    sent, seen = _listen(app)
    browser = enrolled.other_browser().sign_in()
    assert browser.get("me").status_code == 200
    assert browser.post("logout").status_code == 200
    assert seen.total() > 30
    assert sent == seen


def _listen(app: Flask) -> tuple[Counter[str], Counter[str]]:
    """Count what the driver runs and what the events tell, by the beginning of each statement."""
    sent, seen = Counter[str](), Counter[str]()

    def connect(connection: sqlite3.Connection, _record: object) -> None:
        last = ""

        def trace(statement: str) -> None:
            nonlocal last
            # SQLite traces a statement again for each trigger that it fires.
            if statement != last:
                _note(sent, statement)
            last = statement

        connection.set_trace_callback(trace)

    def tell(
        _connection: object,
        _cursor: object,
        statement: str,
        values: Any,
        _context: object,
        many: bool,
    ) -> None:
        _note(seen, statement, len(values) if many else 1)

    with app.app_context():
        db.engine.dispose()
        for engine in db.engines.values():
            event.listen(engine, "connect", connect)
            event.listen(engine, "before_cursor_execute", tell)
    return sent, seen


def _note(statements: Counter[str], statement: str, times: int = 1) -> None:
    if not statement.startswith(_OF_CONNECTIONS):
        statements[statement[:25]] += times
