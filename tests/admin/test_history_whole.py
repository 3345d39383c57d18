"""Promise: administrators ask whether the history is whole, part by part, and learn what a check of
the whole would tell (A12)."""

from typing import Any

import pytest
from flask import Flask

from app.admin import event_routes
from tests.audit.history import faults, head, is_sqlite, note, tamper
from tests.person import Person
from tests.rows import events, execute

VERIFY = "/api/admin/events/verify"
DAY = 86_400
CHANGED = "was changed, moved, or written without the key."


@pytest.fixture
def small(root: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """An administrator whose history is checked three rows at a time."""
    monkeypatch.setattr(event_routes, "_MOST_CHECKED", 3)
    note(root.app, *"abcdefgh")
    return root


def parts(root: Person) -> list[dict[str, Any]]:
    """Every part of the check, as a page asks for them."""
    found, after = [], ""
    while True:
        answer = root.get(f"{VERIFY}{after}")
        assert answer.status_code == 200, answer.json
        found.append(answer.json)
        if answer.json["next"] is None:
            return found
        after = f"?after={answer.json['next']}"


def told(root: Person) -> list[str]:
    return [fault for part in parts(root) for fault in part["faults"]]


def by_command(app: Flask) -> list[str]:
    """What a check of everything tells, as sentences."""
    return [
        f"{f'Row {number}' if number else 'The history'} {what}." for number, what in faults(app)
    ]


def test_a_history_that_is_whole_is_told_in_one_answer(root: Person) -> None:
    end = head(root.app)
    assert parts(root) == [
        {
            "whole": True,
            "rows": len(events(root.app)),
            "faults": [],
            "head": {"number": end.number, "hash": end.mac},
            "next": None,
        }
    ]


def test_a_long_history_is_checked_in_parts_that_leave_no_row_out(small: Person) -> None:
    found = parts(small)
    assert [each["rows"] for each in found[:-1]] == [3] * (len(found) - 1)
    assert sum(each["rows"] for each in found) == len(events(small.app))
    assert [each["next"] for each in found[:2]] == ["3", "6"]
    assert all(each["whole"] for each in found)


@pytest.mark.parametrize("number", range(1, 13))
def test_a_changed_row_is_found_wherever_it_stands(small: Person, number: int) -> None:
    tamper(small.app, f"UPDATE audit_events SET ip = '198.51.100.7' WHERE number = {number}")
    assert f"Row {number} {CHANGED}" in told(small)
    assert told(small) == by_command(small.app)


@pytest.mark.parametrize("number", range(2, 13))
def test_a_removed_row_is_found_wherever_it_stood(small: Person, number: int) -> None:
    tamper(small.app, f"DELETE FROM audit_events WHERE number = {number}")
    assert told(small) == by_command(small.app) == [f"Row {number} is missing."]


DAMAGES = {
    "the beginning cut off": "DELETE FROM audit_events WHERE number <= 2",
    "the end cut off": "DELETE FROM audit_events WHERE number > 9",
    "emptied": "DELETE FROM audit_events",
    "the chain removed": "UPDATE audit_events SET mac = NULL",
    "the chain and its head removed": "UPDATE audit_events SET mac = NULL|"
    "UPDATE audit_head SET mac = ''",
    "the head moved back": "UPDATE audit_head SET number = 4, "
    "mac = (SELECT mac FROM audit_events WHERE number = 4)",
    "half a chain removed": "UPDATE audit_events SET mac = NULL WHERE number < 8",
    "renumbered": "DELETE FROM audit_events WHERE number = 5|"
    "UPDATE audit_events SET number = 5 WHERE number = 6",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_no_damage_is_called_whole(small: Person, damage: str) -> None:
    tamper(small.app, *DAMAGES[damage].split("|"))
    assert by_command(small.app) != []
    assert told(small) != []
    assert not all(each["whole"] for each in parts(small))


def test_a_trigger_that_is_gone_is_found_in_each_part(small: Person) -> None:
    name = "audit_events_no_update" if is_sqlite(small.app) else "audit_events_no_change"
    table = "" if is_sqlite(small.app) else " ON audit_events"
    with_trigger = parts(small)
    execute(small.app, f"DROP TRIGGER {name}{table}")
    found = parts(small)
    assert len(found) == len(with_trigger)
    assert all(f"lacks the trigger {name}" in "".join(each["faults"]) for each in found)


def prune(app: Flask, *, days: int) -> None:
    """Prune as an operator does."""
    folder = app.extensions["second_lock"].settings.instance_dir
    file = f"{folder}/old{len(events(app))}.jsonl"
    keep = ["audit", "prune", "--days", str(days), "--export", file, "--yes"]
    pruned = app.test_cli_runner().invoke(args=keep)
    assert pruned.exit_code == 0, pruned.output
    assert "moved to" in pruned.output


def test_rows_that_were_pruned_stay_pruned_and_others_are_missed(small: Person) -> None:
    small.clock.move(seconds=40 * DAY)
    prune(small.app, days=30)
    small.sign_in()
    note(small.app, *"abcdefgh")
    assert told(small) == by_command(small.app) == []
    first = events(small.app)[0].number
    tamper(small.app, f"DELETE FROM audit_events WHERE number = {first}")
    assert told(small) == by_command(small.app) != []


def test_the_newest_prune_decides_also_from_a_later_part(small: Person) -> None:
    small.clock.move(seconds=10 * DAY)
    note(small.app, "a")
    small.clock.move(seconds=3 * DAY)
    prune(small.app, days=4)
    small.clock.move(seconds=3 * DAY)
    note(small.app, *"abcdefgh")
    prune(small.app, days=4)
    small.sign_in()
    seals = [each.number for each in events(small.app, "audit.pruned")]
    assert (len(seals), seals[0]) == (2, events(small.app)[0].number)
    assert len(parts(small)) > 2
    assert told(small) == by_command(small.app) == []


def test_a_row_that_cannot_be_read_is_named(small: Person) -> None:
    if is_sqlite(small.app):  # PostgreSQL keeps no such time
        tamper(small.app, "UPDATE audit_events SET at = 'yesterday' WHERE number = 5")
        assert told(small) == by_command(small.app)
        assert told(small)[-1].startswith("Row 5 cannot be read")


@pytest.mark.parametrize("after", ["0", "999999", "x", "", "9" * 19])
def test_a_part_that_is_none_is_refused(root: Person, after: str) -> None:
    answer = root.get(f"{VERIFY}?after={after}")
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["after"])


def test_the_head_is_what_the_command_prints(root: Person) -> None:
    printed = root.app.test_cli_runner().invoke(args=["audit", "head"]).stdout.strip()
    found = root.get(VERIFY).json["head"]
    assert printed == f"{found['number']}:{found['hash']}"
