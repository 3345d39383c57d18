"""Promise: the history is exported whole or as it was searched, after step-up, safe for
spreadsheets, without a secret, and the history says who took what (A01, A02, A11, A12)."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.admin import event_export
from tests.admin.conftest import id_of
from tests.admin.test_history import EVENTS, MARKUP, fail_from
from tests.audit.history import tamper
from tests.client import Answer
from tests.person import Person
from tests.rows import events, execute

EXPORT = f"{EVENTS}/export"
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def take(root: Person, kind: str = "csv", **query: str) -> Answer:
    asked = "".join(f"&{name}={value}" for name, value in query.items())
    answer = root.get(f"{EXPORT}?format={kind}{asked}")
    assert answer.status_code == 200, answer.json
    return answer


def table(answer: Answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline="")))


def lines(answer: Answer) -> list[dict[str, Any]]:
    return [json.loads(line) for line in answer.get_data(as_text=True).split("\n")[:-1]]


def test_csv_holds_every_event_newest_first(root: Person, bob: Person) -> None:
    who = id_of(bob.sign_in())
    answer = take(root)
    found = table(answer)
    kept = events(root.app)
    assert [int(each["number"]) for each in found] == [row.number for row in reversed(kept)]
    [login] = [each for each in found if each["subjectId"] == who and each["type"] == "login"]
    row = kept[int(login["number"]) - 1]
    assert login == {
        "number": str(row.number),
        "at": row.at.isoformat(),
        "type": "login",
        "outcome": "success",
        "actorId": who,
        "actorEmail": bob.email,
        "subjectId": who,
        "subjectEmail": bob.email,
        "ip": "127.0.0.1",
        "userAgent": row.user_agent,
        "requestId": row.request_id,
        "detail": json.dumps(row.detail),
        "id": row.id,
    }
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("text/csv", "no-store")
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; filename=history-2026")
    assert told.endswith(".csv")


def test_json_lines_hold_what_the_search_shows(root: Person, bob: Person) -> None:
    fail_from(bob, "203.0.113.5", MARKUP)
    answer = take(root, "jsonl", ip="203.0.113.5")
    [shown] = root.get(f"{EVENTS}?ip=203.0.113.5").json["events"]
    del shown["device"]
    assert lines(answer) == [shown]
    assert answer.mimetype == "application/jsonl"


def test_filters_narrow_an_export_as_they_narrow_a_search(root: Person, bob: Person) -> None:
    fail_from(bob, "203.0.113.5")
    fail_from(bob, "203.0.113.6")
    who = id_of(bob.sign_in())
    narrowed = {"type": "login.failed", "user": who, "from": "2026-11-21T00:00:00Z"}
    assert [each["ip"] for each in lines(take(root, "jsonl", **narrowed))] == [
        "203.0.113.6",
        "203.0.113.5",
    ]
    assert table(take(root, "csv", type="instance.restored")) == []
    assert take(root, "jsonl", type="instance.restored").get_data() == b""


def test_a12_the_history_says_who_took_what(root: Person) -> None:
    take(root, "jsonl", ip="2001:db8:85a3:1111:2222:8a2e:1370:7334", type="login", user="123456")
    event = events(root.app, "account.exported")[-1]
    assert (event.actor_id, event.subject_id) == (id_of(root), None)
    assert event.detail == {
        "what": "history",
        "format": "jsonl",
        "narrowed": {"type": "login", "user": "123456"},
        "ip": "2001:db8:85a3:1111:2222:8a2e:1370:7334",
    }
    take(root, **{"from": "2026-11-21T13:00:00%2B01:00"})
    event = events(root.app, "account.exported")[-1]
    assert event.detail["narrowed"] == {"from": "2026-11-21T12:00:00.000000Z"}


def test_a_head_request_takes_nothing_and_leaves_no_event(root: Person) -> None:
    before = len(events(root.app))
    answer = root.call("HEAD", f"{EXPORT}?format=csv")
    assert (answer.status_code, answer.get_data()) == (200, b"")
    assert len(events(root.app)) == before


def test_a01_an_export_needs_a_step_up_of_the_last_five_minutes(root: Person) -> None:
    root.clock.move(seconds=301)
    answer = root.get(f"{EXPORT}?format=csv")
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
    assert root.reauth(code=root.code()).status_code == 200
    assert take(root).status_code == 200


@pytest.mark.parametrize("query", ["", "format=xls", "format=", "format=csv&after=3"])
def test_an_export_that_is_none_is_refused_and_not_written_down(root: Person, query: str) -> None:
    before = len(events(root.app))
    assert root.get(f"{EXPORT}?{query}").status_code == 400
    assert len(events(root.app)) == before


def plant(app: Flask, **values: str) -> str:
    """Write what no request can into the newest row, and return its number."""
    number = events(app)[-1].number
    written = ", ".join(f"{name} = :{name}" for name in values)
    tamper(app, f"UPDATE audit_events SET {written} WHERE number = {number}", **values)
    return str(number)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a11_no_cell_is_a_formula_to_a_spreadsheet(root: Person, formula: str) -> None:
    detail = json.dumps({"because": formula})
    number = plant(root.app, user_agent=formula, request_id=formula, detail=detail)
    [planted] = [each for each in table(take(root)) if each["number"] == number]
    held = f"'{formula}".replace("\t=", "\t'=")  # a tab is a separator too
    assert (planted["userAgent"], planted["requestId"]) == (held, held)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in planted.values())
    assert json.loads(planted["detail"]) == {"because": formula}


@pytest.mark.parametrize("agent", [MARKUP, 'a,b;"c"', "zoë\u2028\u202e", "a\r\nb,c", "'"])
def test_a09_a11_what_a_client_sent_stays_in_its_cell(root: Person, agent: str) -> None:
    number = plant(root.app, user_agent=agent)
    [planted] = [each for each in table(take(root)) if each["number"] == number]
    assert planted["userAgent"] == agent.replace("; --", "; '--")  # no cell begins with it
    [planted] = [each for each in lines(take(root, "jsonl")) if each["number"] == int(number)]
    assert planted["userAgent"] == agent


def test_a02_an_export_holds_no_secret(root: Person) -> None:
    root.post("2fa/backup-codes")
    for kind in ("csv", "jsonl"):
        text = take(root, kind).get_data(as_text=True)
        for secret in (root.secret, root.password, *root.backup_codes):
            assert secret not in text


def test_a11_pages_meet_without_a_gap(
    root: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_export, "_PAGE", 3)  # many events of one moment fall on the seams
    for _ in range(4):
        fail_from(bob, "203.0.113.5")
    numbers = [each["number"] for each in lines(take(root, "jsonl"))]
    assert numbers == list(range(len(events(root.app)), 0, -1))


def test_a_database_that_is_gone_is_told_before_anything_is_sent(root: Person) -> None:
    execute(root.app, "ALTER TABLE users RENAME TO people")
    answer = root.get(f"{EXPORT}?format=csv")
    assert answer.status_code in {500, 503}
    assert answer.is_json


def test_the_command_writes_the_same_to_a_new_file(root: Person, tmp_path: Path) -> None:
    runner = root.app.test_cli_runner()
    file = tmp_path / "history.csv"
    done = runner.invoke(args=["audit", "export", str(file), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    found = list(csv.DictReader(io.StringIO(file.read_text())))
    assert told == {"file": str(file), "exported": len(found)}
    assert len(found) == len(events(root.app))
    assert file.stat().st_mode & 0o777 == 0o600
    event = events(root.app)[-1]
    assert (event.type, event.ip, event.actor_id) == ("account.exported", "operator", None)
    again = runner.invoke(args=["audit", "export", str(file)])
    assert (again.exit_code, again.stdout) == (1, "")
    assert len(events(root.app)) == len(found), "nothing was taken"
    other = tmp_path / "logins.jsonl"
    narrowed = ["--type", "login", "--email", root.email, "--format", "jsonl"]
    assert runner.invoke(args=["audit", "export", str(other), *narrowed]).exit_code == 0
    assert [json.loads(each)["type"] for each in other.read_text().splitlines()] == ["login"]
