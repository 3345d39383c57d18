"""Promise: the database itself refuses to change, remove or replace a row of the history (R87)."""

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from tests.audit.history import faults, head, is_sqlite, note, triggers
from tests.person import Person
from tests.rows import events, execute

_SQLITE = ["audit_events_no_delete", "audit_events_no_replace", "audit_events_no_update"]
_POSTGRES = ["audit_events_no_change", "audit_events_no_truncate"]
_COLUMNS = (
    "number, id, at, type, outcome, actor_id, subject_id, ip, user_agent, request_id, detail, mac"
)
_FORGED = _COLUMNS.replace("type", "'forged'", 1)
_COPY = f"SELECT {_FORGED} FROM audit_events WHERE number = 2"


def _refused(app: Flask, statement: str) -> None:
    before = [(each.number, each.type, each.mac) for each in events(app)]
    with pytest.raises(DBAPIError, match="append-only"):
        execute(app, statement)
    assert [(each.number, each.type, each.mac) for each in events(app)] == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET type = 'x' WHERE number = 2",
        "UPDATE audit_events SET number = number + 100",
        "UPDATE audit_events SET mac = NULL",
        "DELETE FROM audit_events WHERE number = 3",
        "DELETE FROM audit_events",
    ],
)
def test_a_row_cannot_be_changed_or_removed_r87(app: Flask, statement: str) -> None:
    note(app, "ann", "bob")
    _refused(app, statement)
    assert faults(app) == []


def test_a_row_cannot_be_replaced_r87(app: Flask) -> None:
    note(app, "ann", "bob")
    if is_sqlite(app):
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            _refused(app, f"{verb} INTO audit_events ({_COLUMNS}) {_COPY}")
        _refused(app, "UPDATE OR REPLACE audit_events SET number = 3 WHERE number = 2")
    else:
        change = "ON CONFLICT (number) DO UPDATE SET type = 'forged'"
        _refused(app, f"INSERT INTO audit_events ({_COLUMNS}) {_COPY} {change}")
        _refused(app, "TRUNCATE audit_events")
    note(app, "ann")
    assert faults(app) == []


def test_the_triggers_are_there_at_the_newest_migration(app: Flask) -> None:
    """A later migration that rebuilds the table on SQLite would lose them without a word."""
    expected = _SQLITE if is_sqlite(app) else _POSTGRES
    assert triggers(app) == expected
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade()
    assert triggers(app) == expected
    assert faults(app) == [], "a new database has a chain"
    note(app, "ann")
    _refused(app, "DELETE FROM audit_events")


def test_the_history_outlives_the_account(enrolled: Person) -> None:
    before = len(events(enrolled.app))
    execute(enrolled.app, "DELETE FROM users")
    assert len(events(enrolled.app)) == before
    assert faults(enrolled.app) == []
    assert head(enrolled.app).number == before
