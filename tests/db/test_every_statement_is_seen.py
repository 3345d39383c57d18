"""Promise: SQLAlchemy's events see every statement that reaches the database: what tests count, and
an operator's tracing shows, is what production sends (N03)."""

import sqlite3

import pytest
from flask import Flask
from sqlalchemy import event

from app.extensions import db
from tests.person import Person

_BEFORE_EVENTS = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_events_see_each_statement_of_a_login_and_of_what_follows(
    app: Flask, enrolled: Person
) -> None:
    sent, seen = _listen(app)
    browser = enrolled.other_browser().sign_in()
    assert browser.get("me").status_code == 200
    assert browser.post("logout").status_code == 200
    assert len(seen) > 30
    assert sent == seen


def _listen(app: Flask) -> tuple[list[str], list[str]]:
    """Collect the first word of what the driver runs and of what the events tell."""
    sent: list[str] = []
    seen: list[str] = []

    def trace(statement: str) -> None:
        if not statement.startswith(_BEFORE_EVENTS):
            sent.append(statement.split(maxsplit=1)[0])

    def connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(trace)

    def tell(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(_BEFORE_EVENTS):
            seen.append(statement.split(maxsplit=1)[0])

    with app.app_context():
        db.engine.dispose()
        for engine in db.engines.values():
            event.listen(engine, "connect", connect)
            event.listen(engine, "before_cursor_execute", tell)
    return sent, seen
