"""Promise: rows that are older than the chain are kept and told of; once an operator has begun the
chain behind them, they cannot be changed unseen either. No migration begins it again."""

import flask_migrate
import pytest
from flask import Flask

from app.audit.chain import begin
from app.core.errors import Conflict
from app.db import write_tx
from app.extensions import now
from tests.audit.history import EMPTIED, UNCLOSED, check, faults, is_sqlite, note, tamper
from tests.person import Person
from tests.rows import events, execute

_OLD = """INSERT INTO audit_events
(id, at, type, outcome, actor_id, subject_id, ip, user_agent, request_id, detail) VALUES
({number}, '2026-11-20 12:00:00.000000', 'login', 'success', '{who}', '{who}',
'', '', '', '{{}}')"""

_EMPTY = "DELETE FROM audit_events"


@pytest.fixture
def aged(app: Flask) -> Flask:
    """A database that was at the migration before, with rows in it whose numbers have gaps."""
    with app.app_context():
        flask_migrate.downgrade(revision="base")
        flask_migrate.upgrade(revision="0002")
    execute(
        app, *(_OLD.format(number=n, who=who) for n, who in [(1, "ann"), (2, "bob"), (5, "ann")])
    )
    with app.app_context():
        flask_migrate.upgrade()
    return app


def _begin(app: Flask) -> int:
    with app.app_context(), write_tx() as tx:
        return begin(tx, now())


def test_older_rows_keep_their_place_and_get_an_id(aged: Flask) -> None:
    kept = events(aged)
    assert [(each.number, each.subject_id) for each in kept] == [(1, "ann"), (2, "bob"), (5, "ann")]
    assert len({each.id for each in kept}) == 3
    assert all(len(each.id) == 32 for each in kept)


def test_older_rows_are_told_of_until_an_operator_begins_the_chain(aged: Flask) -> None:
    note(aged, "ann")
    found = check(aged)
    assert (found.rows, found.older) == (0, 4)
    assert faults(aged) == [(3, "and all up to 4 are missing"), (6, UNCLOSED)]
    assert _begin(aged) == 4
    note(aged, "ann")
    assert [each.number for each in events(aged)] == [1, 2, 5, 6, 7, 8]
    found = check(aged)
    assert (found.rows, found.older, found.faults) == (2, 4, [])
    with pytest.raises(Conflict):
        _begin(aged)


def test_older_rows_are_closed_by_the_first_of_the_chain(aged: Flask) -> None:
    _begin(aged)
    gap = (3, "and all up to 4 are missing")
    tamper(aged, "UPDATE audit_events SET subject_id = 'eve' WHERE number = 2")
    assert faults(aged) == [gap, (6, "closes older rows, and at least one of those was changed")]
    tamper(aged, "DELETE FROM audit_events WHERE number = 1")
    assert faults(aged) == [(1, "is missing"), gap, (6, "closes 3 older rows, but there are 2")]


def test_the_way_down_and_up_again_keeps_the_events_and_says_so(
    app: Flask, enrolled: Person
) -> None:
    before = [(each.type, each.subject_id, each.detail) for each in events(app)]
    with app.app_context():
        flask_migrate.downgrade(revision="0002")
    if not is_sqlite(app):  # the older release numbers by a sequence: it must go on behind
        execute(app, _OLD.format(number="DEFAULT", who="ann"))
        before.append(("login", "ann", {}))
    with app.app_context():
        flask_migrate.upgrade()
    kept = [(each.type, each.subject_id, each.detail) for each in events(app)]
    assert kept == before
    assert faults(app) == [(len(before), UNCLOSED)]
    _begin(app)
    enrolled.post("logout")
    found = check(app)
    assert (found.rows, found.older, found.faults) == (2, len(before), [])


@pytest.mark.parametrize("trace", ["users", "audit_events", "data_keys"])
def test_an_upgrade_begins_no_second_chain_in_a_database_that_was_in_use(
    app: Flask, ann: Person, trace: str
) -> None:
    """Whoever empties tables and turns the version back must not have the rest called whole."""
    if trace != "users":
        execute(app, "DELETE FROM users")
    with app.app_context():
        flask_migrate.downgrade(revision="0006")
    tamper(
        app,
        "UPDATE audit_head SET number = 0, mac = ''",
        "UPDATE audit_events SET mac = NULL" if trace == "audit_events" else _EMPTY,
        *(["DELETE FROM data_keys"] if trace != "data_keys" else []),
    )
    with app.app_context():
        flask_migrate.upgrade()
    assert [what for _, what in faults(app)] == [UNCLOSED if trace == "audit_events" else EMPTIED]


def test_numbers_come_from_the_head_alone(app: Flask) -> None:
    """A sequence skips numbers when a transaction rolls back; that would look like a removal."""
    if is_sqlite(app):
        return
    note(app, "ann")
    with pytest.raises(Exception, match='null value in column "number"'):
        execute(app, _OLD.replace("(id, at", "(at").replace("({number}, ", "(").format(who="x"))
