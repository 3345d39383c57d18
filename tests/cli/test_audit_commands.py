"""Promise: operators read the history and check it on the command line, for people or as JSON, and
a broken history is told row by row with a non-zero exit."""

import json
from typing import Any

import pytest
from click.testing import Result

from tests.audit.history import UNCLOSED, head, tamper
from tests.person import Person
from tests.rows import events


def run(person: Person, *arguments: str) -> Result:
    return person.app.test_cli_runner().invoke(args=["audit", *arguments])


def as_json(person: Person, *arguments: str) -> Any:
    result = run(person, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_whole_history_is_one_line(ann: Person) -> None:
    result = run(ann, "verify")
    assert result.exit_code == 0
    assert result.output == "The history is whole: 3 rows, up to row 3.\n"


def test_a_chain_that_was_taken_away_is_told_and_begun_again(ann: Person) -> None:
    no_macs = "UPDATE audit_events SET mac = NULL"
    tamper(ann.app, no_macs, "UPDATE audit_head SET mac = ''", "DELETE FROM data_keys")
    result = run(ann, "verify")
    assert (result.exit_code, result.output.splitlines()[1]) == (1, f"Row 3 {UNCLOSED}.")
    result = run(ann, "head")
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert as_json(ann, "begin", "--yes") == {"older": 3}
    assert run(ann, "verify").output == (
        "The history is whole: 1 rows, up to row 4; 3 older rows, from before the chain, are as "
        "it found them.\n"
    )
    assert run(ann, "begin", "--yes").exit_code == 1


def test_a_broken_history_names_its_rows_and_fails(ann: Person) -> None:
    tamper(ann.app, "UPDATE audit_events SET ip = '198.51.100.7' WHERE number = 2")
    result = run(ann, "verify")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "The history is broken:",
        "Row 2 was changed, moved, or written without the key.",
    ]
    tamper(ann.app, "DELETE FROM audit_events WHERE number = 2")
    result = run(ann, "verify", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (told["ok"], told["faults"]) == (False, [{"number": 2, "what": "is missing"}])


def test_a_head_that_was_kept_elsewhere_is_compared(ann: Person) -> None:
    kept = run(ann, "head").output
    assert kept == f"3:{head(ann.app).mac}\n"
    assert as_json(ann, "head") == {"number": 3, "mac": head(ann.app).mac}
    ann.sign_in()
    told = run(ann, "verify", "--head", kept.strip())
    assert (told.exit_code, "row 3 is the head that was exported" in told.output) == (0, True)
    later = run(ann, "head").output.strip()
    back = {"m": events(ann.app)[2].mac}
    cut = "DELETE FROM audit_events WHERE number > 3"
    tamper(ann.app, cut, "UPDATE audit_head SET number = 3, mac = :m", **back)
    assert run(ann, "verify", "--head", kept.strip()).exit_code == 0
    told = run(ann, "verify", "--head", later)
    assert told.exit_code == 1
    assert "Row 4 was exported as the head and is missing." in told.output


@pytest.mark.parametrize("text", ["", "3", "3:", "x:y", f"-1:{'a' * 64}", f"3:{'A' * 64}", "٣:a"])
def test_what_is_no_head_is_refused(ann: Person, text: str) -> None:
    result = run(ann, "verify", "--head", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "flask audit head" in result.stderr


def test_the_list_is_narrowed_by_account_type_and_time(ann: Person, bob: Person) -> None:
    ann.clock.move(seconds=3600)
    bob.sign_in()
    ann.sign_in()
    assert [each["number"] for each in as_json(ann, "list")] == [7, 6, 5, 4, 3, 2, 1]
    assert [each["number"] for each in as_json(ann, "list", "--limit", "2")] == [7, 6]
    of_ann = as_json(ann, "list", "--email", "ANN@example.com")
    assert [each["type"] for each in of_ann] == [
        "login",
        "account.email_verified",
        "account.registered",
    ]
    assert [each["number"] for each in as_json(ann, "list", "--type", "login")] == [7, 6]
    for since in ("2026-11-21T13:00:00Z", "2026-11-21T14:00:00+01:00", "2026-11-21T13:00"):
        assert [each["number"] for each in as_json(ann, "list", "--since", since)] == [7, 6]
    assert len(as_json(ann, "list", "--since", "2026-11-21")) == 7
    assert as_json(ann, "list", "--since", "2026-11-22", "--email", bob.email) == []


def test_a_line_says_who_when_where_and_how_it_ended(ann: Person) -> None:
    ann.sign_in()
    [event] = events(ann.app, "login")
    [told] = as_json(ann, "list", "--type", "login")
    assert told == {
        "number": 4,
        "at": "2026-11-21T12:00:00+00:00",
        "type": "login",
        "outcome": "success",
        "subject": event.subject_id,
        "actor": event.subject_id,
        "ip": "127.0.0.1",
        "userAgent": event.user_agent,
        "requestId": event.request_id,
        "detail": {"methods": ["password"]},
    }
    shown = run(ann, "list", "--type", "login").output.splitlines()
    assert shown[0].split()[:4] == ["number", "at", "type", "outcome"]
    assert event.subject_id
    assert event.subject_id in shown[1]
    assert ann.email not in run(ann, "list").output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--type", "nothing"),
        ("--since", "yesterday"),
        ("--limit", "0"),
        ("--email", "nobody@example.com"),
    ],
)
def test_a_wrong_filter_is_refused(ann: Person, arguments: tuple[str, ...]) -> None:
    result = run(ann, "list", *arguments)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert "Error: " in result.stderr
    assert "Traceback" not in result.output
