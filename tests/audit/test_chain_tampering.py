"""Promise: whoever owns the database, but not the key, cannot edit, remove, move, cut off or forge
a row of the history unseen (R87)."""

import pytest
from flask import Flask

from app.core.hash_chain import Link
from tests.audit.history import (
    EMPTIED,
    UNCLOSED,
    check,
    faults,
    head,
    is_sqlite,
    note,
    tamper,
)
from tests.rows import events, execute

CHANGED = "was changed, moved, or written without the key"
_EDITS = {
    "id": "'other'",
    "at": "'2026-11-20 12:00:00.000000'",
    "type": "'login'",
    "outcome": "'failure'",
    "actor_id": "'bob'",
    "subject_id": "NULL",
    "ip": "''",
    "user_agent": "'Browser/1.1'",
    "request_id": "'s'",
    "detail": """'{"ended": 2}'""",
    "mac": f"'{'0' * 64}'",
}


@pytest.fixture
def app(app: Flask) -> Flask:
    """An application whose history has the rows 1 (the chain's beginning) to 7."""
    note(app, *"abcdef")
    assert check(app).rows == 7
    assert faults(app) == []
    return app


@pytest.mark.parametrize("column", _EDITS)
def test_an_edited_row_is_named_r87(app: Flask, column: str) -> None:
    tamper(app, f"UPDATE audit_events SET {column} = {_EDITS[column]} WHERE number = 4")
    assert faults(app)[0] == (4, CHANGED)
    assert {number for number, _ in faults(app)} <= {4, 5}


def test_every_column_is_under_the_mac(app: Flask) -> None:
    row = events(app)[3]
    columns = {column.key for column in row.__table__.columns}
    assert set(row.facts()) == columns - {"number", "mac"} == set(_EDITS) - {"mac"}


def test_each_of_several_edits_is_named_r87(app: Flask) -> None:
    tamper(app, "UPDATE audit_events SET ip = '198.51.100.7' WHERE number IN (2, 4, 7)")
    assert faults(app) == [(2, CHANGED), (4, CHANGED), (7, CHANGED)]


def test_a_removed_row_is_named_r87(app: Flask) -> None:
    tamper(app, "DELETE FROM audit_events WHERE number = 3")
    assert faults(app) == [(3, "is missing")]


def test_a_removed_run_of_rows_is_named_r87(app: Flask) -> None:
    tamper(app, "DELETE FROM audit_events WHERE number BETWEEN 3 AND 5")
    assert faults(app) == [(3, "and all up to 5 are missing")]


@pytest.mark.parametrize("last", [1, 3])
def test_a_beginning_that_was_cut_off_is_named_r87(app: Flask, last: int) -> None:
    tamper(app, f"DELETE FROM audit_events WHERE number <= {last}")
    told = "is the first of the chain now: those before it are missing"
    assert faults(app) == [(last + 1, told)]


def test_a_gap_that_was_closed_by_renumbering_is_found_r87(app: Flask) -> None:
    tamper(
        app,
        "DELETE FROM audit_events WHERE number = 3",
        *(f"UPDATE audit_events SET number = {n - 1} WHERE number = {n}" for n in range(4, 8)),
        "UPDATE audit_head SET number = 6",
    )
    assert [number for number, _ in faults(app)] == [3, 4, 5, 6]


def test_rows_that_changed_places_are_found_r87(app: Flask) -> None:
    tamper(
        app,
        "UPDATE audit_events SET number = 100 WHERE number = 3",
        "UPDATE audit_events SET number = 3 WHERE number = 5",
        "UPDATE audit_events SET number = 5 WHERE number = 100",
    )
    assert [number for number, _ in faults(app)] == [3, 4, 5, 6]


def test_an_end_that_was_cut_off_is_found_by_the_head_r87(app: Flask) -> None:
    tamper(app, "DELETE FROM audit_events WHERE number > 5")
    assert faults(app) == [(6, "and all up to 7 are missing: the end was cut off")]


def test_a_cut_that_moves_the_head_back_is_found_by_an_exported_head_r87(app: Flask) -> None:
    exported = head(app)
    back = events(app)[4]
    cut = (
        "DELETE FROM audit_events WHERE number > 5",
        "UPDATE audit_head SET number = 5, mac = :m",
    )
    tamper(app, *cut, m=back.mac)
    assert faults(app) == []  # nothing inside the database can tell
    assert faults(app, exported) == [(7, "was exported as the head and is missing")]
    note(app, "g", "h", "i")
    assert faults(app, exported) == [(7, "is not the one that was exported as the head")]


def test_an_exported_head_stays_good_while_the_history_grows(app: Flask) -> None:
    exported = head(app)
    note(app, "g", "h")
    assert faults(app, exported) == []
    assert faults(app, Link(exported.number, "0" * 64)) != []


def test_a_history_that_was_emptied_is_found_r87(app: Flask) -> None:
    exported = head(app)
    tamper(app, "DELETE FROM audit_events")
    assert faults(app) == [(7, "and all of the chain before it are missing")]
    tamper(app, "UPDATE audit_head SET number = 0, mac = ''")
    missing = (7, "was exported as the head and is missing")
    assert faults(app, exported) == [(1, EMPTIED), missing]
    note(app, "a")
    assert faults(app, exported) == [(1, UNCLOSED), missing]


_NO_MACS, _NO_HEAD = "UPDATE audit_events SET mac = NULL", "UPDATE audit_head SET mac = ''"
_NO_ROWS, _NO_KEY = "DELETE FROM audit_events", "DELETE FROM data_keys"
_NUMBER_0 = "UPDATE audit_head SET number = 0"
_LAUNDERED: dict[tuple[str, ...], list[tuple[int, str]]] = {
    (_NO_MACS, _NO_HEAD): [(7, UNCLOSED)],
    (_NO_MACS, _NO_HEAD, _NO_KEY): [(7, UNCLOSED)],
    (_NO_MACS, _NO_HEAD, "UPDATE audit_events SET ip = '' WHERE number = 4"): [(7, UNCLOSED)],
    (_NO_MACS, _NO_HEAD, "DELETE FROM audit_events WHERE number IN (1, 3)"): [
        (1, "is missing"),
        (3, "is missing"),
        (7, UNCLOSED),
    ],
    (_NO_MACS, _NO_HEAD, "DELETE FROM audit_events WHERE number > 5"): [
        (6, "and all up to 7 are missing"),
        (5, UNCLOSED),
    ],
    (_NO_HEAD,): [(7, "is not the one at which the head of the chain stands")],
    (_NO_HEAD, _NUMBER_0): [(1, "stands behind the head of the chain")],
    (_NO_ROWS, _NO_HEAD, _NUMBER_0): [(1, EMPTIED)],
    (_NO_ROWS, _NO_HEAD, _NUMBER_0, _NO_KEY): [(1, EMPTIED)],
    ("UPDATE data_keys SET sealed = 'v1.k1.AAAA'",): [
        (7, "cannot be checked: the key audit-chain-1 does not open")
    ],
}


def test_a_history_that_was_laundered_without_the_key_is_found(app: Flask) -> None:
    """Without triggers, MACs, head or key, what is left must not pass for a history that is older
    than the chain, nor for a new one; and what is written next does not heal it."""
    tables = ("audit_events", "audit_head", "data_keys")
    tamper(app, *(f"CREATE TABLE kept_{each} AS SELECT * FROM {each}" for each in tables))
    for attack, told in _LAUNDERED.items():
        tamper(app, *attack)
        assert faults(app) == told, attack
        if "does not open" not in told[0][1] and attack != (_NO_HEAD, _NUMBER_0):
            note(app, "g")
            assert faults(app), attack
        for each in tables:
            execute(app, f"DELETE FROM {each}", f"INSERT INTO {each} SELECT * FROM kept_{each}")
    assert faults(app) == []


_COPY = """INSERT INTO audit_events SELECT {number}, at, type, outcome, actor_id, subject_id, ip,
user_agent, request_id, detail, 'forged', {mac} FROM audit_events WHERE number = 2"""


@pytest.mark.parametrize("mac", ["mac", "NULL", "'é'", f"'{'a' * 64}'"])
def test_a_row_that_was_written_without_the_key_is_found_r87(app: Flask, mac: str) -> None:
    tamper(app, _COPY.format(number=8, mac=mac), "UPDATE audit_head SET number = 8")
    assert faults(app)[0] == (8, CHANGED)
    tamper(app, "UPDATE audit_head SET number = 7")
    assert faults(app)[-1] == (8, "stands behind the head of the chain")


def test_a_row_that_was_put_before_the_chain_is_found_r87(app: Flask) -> None:
    tamper(app, _COPY.format(number=-5, mac="NULL"))
    assert faults(app) == [(1, "closes 0 older rows, but there are 1")]


def test_rows_that_lost_their_macs_are_no_older_rows_r87(app: Flask) -> None:
    tamper(app, "UPDATE audit_events SET mac = NULL WHERE number <= 3")
    assert faults(app)[0][0] == 4
    tamper(app, "UPDATE audit_events SET mac = NULL")
    assert faults(app) == [(7, "and all of the chain before it are missing")]


def test_a_head_that_was_changed_or_removed_is_found_r87(app: Flask) -> None:
    tamper(app, f"UPDATE audit_head SET mac = '{'b' * 64}'")
    assert faults(app) == [(7, "is not the one at which the head of the chain stands")]
    tamper(app, "DELETE FROM audit_head")
    assert faults(app) == [(0, "cannot be checked: audit_head is empty")]


def test_a_key_that_was_removed_or_made_anew_is_found_r87(app: Flask) -> None:
    tamper(app, "DELETE FROM data_keys WHERE id = 'audit-chain-1'")
    assert faults(app) == [(7, "cannot be checked: the key audit-chain-1 is gone")]
    note(app, "g")
    assert {number for number, _ in faults(app)} == set(range(1, 8))


def test_a_row_that_is_no_row_any_more_is_named(app: Flask) -> None:
    if not is_sqlite(app):  # PostgreSQL stores no such thing
        return
    for column, value in {"detail": "'{'", "at": "'soon'", "ip": "x'ff'"}.items():
        tamper(app, f"UPDATE audit_events SET {column} = {value} WHERE number = 6")
        assert faults(app) == [(6, "cannot be read: it was changed")]


def test_a_wrong_key_is_told_without_a_line_for_every_row(app: Flask) -> None:
    note(app, *["x"] * 60)
    tamper(app, "UPDATE audit_events SET ip = '198.51.100.7'")
    assert len(faults(app)) == 50
