"""Promise: a history that an operator has pruned is whole, and whoever owns the database, but not
the key, cannot pretend a prune or hide behind one (R87)."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from app.audit.pruning import exported_lines, old_part, prune
from app.config.operators import operator_act
from app.core.errors import Conflict
from app.core.hash_chain import Link
from app.extensions import db, now
from tests.audit.history import check, faults, head, is_sqlite, note, tamper, triggers
from tests.clock import FrozenClock
from tests.rows import events, execute

DAY = 86400
CUT = "is the first of the chain now: those before it are missing"
NOT_SEALED = "is not the start that the last `flask audit prune` sealed"


@pytest.fixture
def app(app: Flask, clock: FrozenClock) -> Flask:
    """An application whose rows 1 to 4 are ten days older than 5 to 7."""
    note(app, *"abc")
    clock.move(seconds=10 * DAY)
    note(app, *"def")
    return app


def cut(app: Flask, *, days: int = 5) -> list[str]:
    """Prune what is older; the exported lines."""
    with app.app_context():
        part = old_part(now() - timedelta(days=days))
        assert part is not None
        lines = list(exported_lines(part))
        prune(part, act=operator_act(now()))
    return lines


def numbers(app: Flask) -> list[int]:
    return [each.number for each in events(app)]


def test_the_rest_is_whole_and_says_what_went(app: Flask) -> None:
    guards = triggers(app)
    lines = cut(app)
    assert [json.loads(line)["number"] for line in lines] == [1, 2, 3, 4]
    assert numbers(app) == [5, 6, 7, 8]
    assert faults(app) == []
    assert (check(app).rows, check(app).pruned) == (4, 4)
    assert triggers(app) == guards
    seal = events(app)[-1]
    assert (seal.type, seal.detail["first"], seal.detail["rows"]) == ("audit.pruned", 5, 4)


def test_the_exported_lines_hold_each_row_and_its_mac(app: Flask) -> None:
    before = {each.number: (each.facts(), each.mac) for each in events(app)}
    for line in cut(app):
        told = json.loads(line)
        number, mac = told.pop("number"), told.pop("mac")
        assert (told, mac) == before[number]


def test_the_history_goes_on_and_is_pruned_again(app: Flask, clock: FrozenClock) -> None:
    cut(app)
    note(app, "g")
    clock.move(seconds=10 * DAY)
    note(app, "h")
    cut(app)
    assert numbers(app) == [10, 11]
    assert faults(app) == []


def test_all_rows_may_go_and_the_seal_is_the_start(app: Flask, clock: FrozenClock) -> None:
    clock.move(seconds=10 * DAY)
    cut(app)
    assert numbers(app) == [8]
    assert faults(app) == []
    note(app, "g")
    assert faults(app) == []
    tamper(app, "DELETE FROM audit_events WHERE number = 8")
    assert faults(app) == [(9, CUT)]


def test_the_database_refuses_changes_afterwards(app: Flask) -> None:
    cut(app)
    with pytest.raises(Exception, match="append-only"):
        execute(app, "DELETE FROM audit_events WHERE number = 6")
    db_is_whole = faults(app)
    assert db_is_whole == []


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_events SET ip = '198.51.100.7' WHERE number = 6", 6),
        ("DELETE FROM audit_events WHERE number = 6", 6),
        ("UPDATE audit_events SET ip = '198.51.100.7' WHERE number = 8", 8),
        ("DELETE FROM audit_events WHERE number = 8", 8),
    ],
)
def test_tampering_is_found_behind_a_pruned_start(app: Flask, statement: str, number: int) -> None:
    cut(app)
    note(app, "g")
    tamper(app, statement)
    assert number in [each for each, _ in faults(app)]


@pytest.mark.parametrize("column", ["ip", "subject_id"])
def test_the_first_row_that_stays_cannot_be_edited(app: Flask, column: str) -> None:
    cut(app)
    tamper(app, f"UPDATE audit_events SET {column} = 'x' WHERE number = 5")
    assert (5, NOT_SEALED) in faults(app)


@pytest.mark.parametrize("last", [5, 6])
def test_nobody_cuts_more_than_was_pruned(app: Flask, last: int) -> None:
    cut(app)
    tamper(app, f"DELETE FROM audit_events WHERE number <= {last}")
    assert faults(app) == [(last + 1, NOT_SEALED)]


def test_a_prune_cannot_be_pretended_without_the_key(app: Flask) -> None:
    """The attacker writes the seal that a prune would write, with the MAC of the row before."""
    before = {each.number: each.mac for each in events(app)}
    detail = json.dumps({"first": 5, "after": before[4], "rows": 4})
    columns = "id, at, type, outcome, ip, user_agent, request_id, detail, mac"
    forged = (
        "DELETE FROM audit_events WHERE number <= 4",
        f"INSERT INTO audit_events (number, {columns}) SELECT 8, 'forged', at, 'audit.pruned', "
        "outcome, 'operator', 'x', '', :detail, :mac FROM audit_events WHERE number = 7",
        "UPDATE audit_head SET number = 8, mac = :mac",
    )
    values = {"detail": detail, "mac": "0" * 64}
    for statement in forged:
        tamper(app, statement, **{k: v for k, v in values.items() if f":{k}" in statement})
    assert (5, CUT) in faults(app)


def test_a_genuine_seal_hides_no_other_cut(app: Flask, clock: FrozenClock) -> None:
    """The older of two seals says where a chain began that began later."""
    cut(app)
    clock.move(seconds=10 * DAY)
    note(app, "g")
    cut(app)
    assert numbers(app)[0] == 9
    tamper(app, "UPDATE audit_events SET type = 'logout' WHERE number = 10")
    assert (9, CUT) in faults(app)


@pytest.mark.parametrize("forged", ["[]", "null", '{"first": "5"}', '{"first": 5, "after": [1]}'])
def test_a_seal_with_nonsense_in_it_is_no_traceback(app: Flask, forged: str) -> None:
    cut(app)
    value = f"'{forged}'"
    tamper(app, f"UPDATE audit_events SET detail = {value}, number = 4 WHERE number = 8")
    assert faults(app) != []
    assert faults(app, Link(2, "0" * 64)) != []


def test_rows_that_were_pruned_do_not_come_back(app: Flask) -> None:
    kept = {each.number: each for each in events(app)}[4]
    facts = {"m": kept.mac, "i": kept.id, "s": kept.subject_id, "r": kept.request_id}
    cut(app)
    tamper(
        app,
        "INSERT INTO audit_events (number, id, at, type, outcome, actor_id, subject_id, ip, "
        "user_agent, request_id, detail, mac) SELECT 4, :i, at, 'logout', outcome, :s, :s, ip, "
        "user_agent, :r, detail, :m FROM audit_events WHERE number = 5",
        **facts,
    )
    assert (4, NOT_SEALED) in faults(app)


def test_a_broken_history_is_not_pruned(app: Flask) -> None:
    tamper(app, "UPDATE audit_events SET ip = '198.51.100.7' WHERE number = 2")
    with app.app_context(), pytest.raises(Conflict, match="broken"):
        old_part(now() - timedelta(days=5))
    assert numbers(app) == [1, 2, 3, 4, 5, 6, 7]


def test_of_two_prunes_at_once_one_removes_nothing(app: Flask) -> None:
    with app.app_context():
        part = old_part(now() - timedelta(days=5))
        assert part is not None
        prune(part, act=operator_act(now()))
        with pytest.raises(Conflict, match="meanwhile"):
            prune(part, act=operator_act(now()))
    assert numbers(app) == [5, 6, 7, 8]
    assert faults(app) == []


def test_a_head_that_was_kept_before_is_told_apart(app: Flask) -> None:
    macs = {each.number: each.mac for each in events(app)}
    kept = head(app)
    cut(app)
    assert faults(app, kept) == []
    assert faults(app, Link(4, str(macs[4]))) == [], "the seal holds the last row that went"
    told = "was exported as the head and pruned: use a newer head"
    assert faults(app, Link(4, "0" * 64)) == [(4, told)]
    assert faults(app, Link(2, str(macs[2]))) == [(2, told)]
    assert faults(app, Link(99, "0" * 64)) == [(99, "was exported as the head and is missing")]


def test_rows_from_before_a_chain_go_with_the_row_that_closes_them(
    app: Flask, clock: FrozenClock
) -> None:
    gone = ("UPDATE audit_events SET mac = NULL", "UPDATE audit_head SET mac = ''")
    tamper(app, *gone, "DELETE FROM data_keys")
    assert app.test_cli_runner().invoke(args=["audit", "begin", "--yes"]).exit_code == 0
    assert check(app).older == 7
    with app.app_context():
        assert old_part(now() - timedelta(days=5)) is None
    clock.move(seconds=10 * DAY)
    note(app, "g")
    cut(app)
    assert numbers(app) == [9, 10]
    assert (faults(app), check(app).older) == ([], 0)


def test_a_database_without_its_owner_says_so(app: Flask) -> None:
    """PostgreSQL lets only the owner lift a trigger; SQLite knows no roles."""
    if is_sqlite(app):
        cut(app)
        return
    execute(
        app, "CREATE ROLE pruning_nobody", "GRANT ALL ON audit_events, audit_head TO pruning_nobody"
    )
    try:
        with app.app_context():
            part = old_part(now() - timedelta(days=5))
            assert part is not None
            db.session.execute(db.text("SET ROLE pruning_nobody"))
            db.session.commit()
            with pytest.raises(Conflict, match="owner"):
                prune(part, act=operator_act(now()))
    finally:
        execute(app, "RESET ROLE", "DROP OWNED BY pruning_nobody", "DROP ROLE pruning_nobody")
    assert faults(app) == []
