"""Promise: administrators search the history of everybody by person, type, address and time, page
by page; what people sent stays text, and a search injects nothing (A04, A08, A09)."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from tests.admin.conftest import id_of
from tests.audit.history import is_sqlite, tamper
from tests.person import Person
from tests.rows import events

EVENTS = "/api/admin/events"
MARKUP = '<img src=x onerror="alert(1)">\'; DROP TABLE users; --'


def search(root: Person, **query: str) -> list[dict[str, Any]]:
    asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    answer = root.get(f"{EVENTS}?{asked}")
    assert answer.status_code == 200, answer.json
    found: list[dict[str, Any]] = answer.json["events"]
    return found


def types(root: Person, **query: str) -> list[str]:
    return [each["type"] for each in search(root, **query)]


def fail_from(person: Person, address: str, agent: str = "curl/8") -> None:
    answer = person.post(
        "login",
        {"email": person.email, "password": "wrong horse battery"},
        environ_overrides={"REMOTE_ADDR": address},
        headers={"User-Agent": agent},
    )
    assert answer.status_code == 401


def test_an_event_tells_who_did_what_to_whom_from_where(root: Person, bob: Person) -> None:
    fail_from(bob, "203.0.113.5", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
    newest = search(root)[0]
    row = events(root.app)[-1]
    party = {"id": id_of(bob.sign_in()), "email": bob.email}
    assert newest == {
        "id": row.id,
        "number": row.number,
        "at": row.at.isoformat(),
        "type": "login.failed",
        "outcome": "failure",
        "actor": party,
        "subject": party,
        "ip": "203.0.113.5",
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
        "device": "Firefox on Linux",
        "requestId": row.request_id,
        "detail": row.detail,
    }


def test_an_administrator_s_act_names_both_people_and_the_reason(root: Person, bob: Person) -> None:
    group = root.post("/api/admin/groups", {"name": "editors"}).json["group"]["id"]
    who = id_of(bob.sign_in())
    root.call("PUT", f"/api/admin/groups/{group}/members/{who}", {"reason": "Joins <b>us</b>"})
    newest = search(root, user=who)[0]
    assert (newest["actor"]["email"], newest["subject"]["email"]) == (root.email, bob.email)
    assert newest["detail"] == {"group": "editors", "because": "Joins <b>us</b>"}


def test_a12_an_operator_s_act_has_no_account_but_a_name(root: Person, bob: Person) -> None:
    root.app.test_cli_runner().invoke(args=["users", "disable", bob.email])
    newest = search(root, ip="operator")[0]
    assert (newest["type"], newest["actor"]) == ("account.disabled", None)
    assert newest["userAgent"].startswith("command line (")
    assert newest["device"] == ""


def test_a_deleted_account_keeps_its_id_and_loses_its_address(root: Person, bob: Person) -> None:
    who = id_of(bob.sign_in())
    root.app.test_cli_runner().invoke(args=["users", "delete", bob.email, "--yes"])
    assert search(root, user=who)[0]["subject"] == {"id": who, "email": None}


def test_filters_narrow_together(root: Person, ann: Person, bob: Person) -> None:
    fail_from(ann, "203.0.113.5")
    fail_from(bob, "203.0.113.5")
    fail_from(bob, "2001:db8::1")
    assert types(root, ip="203.0.113.5") == ["login.failed"] * 2
    assert types(root, ip="2001:0DB8:0:0::1") == ["login.failed"]
    who = id_of(bob.sign_in())
    assert types(root, ip="203.0.113.5", type="login.failed", user=who) == ["login.failed"]
    assert types(root, ip="203.0.113.5", type="login") == []
    assert types(root, user="0" * 32) == []


def test_a_span_of_time_holds_its_ends(root: Person, ann: Person) -> None:
    ann.clock.move(seconds=86_400)
    moment = ann.clock.moment.isoformat()
    ann.sign_in()
    assert types(root, **{"from": moment, "until": moment}) == ["login"]
    assert types(root, **{"from": moment.replace("+00:00", "Z")}) == ["login"]
    root.clock.move(seconds=1)
    after = root.clock.moment.isoformat()
    assert types(root, **{"from": after}) == []
    assert types(root, until=after)[0] == "login"
    assert "login" not in types(root, until=ann.clock.moment.replace(day=21).isoformat())[:1]


def test_pages_neither_skip_nor_repeat_though_the_history_grows(root: Person, ann: Person) -> None:
    for _ in range(3):
        ann.clock.move(seconds=1)
        fail_from(ann, "203.0.113.5")
    everything = [each.number for each in reversed(events(root.app))]
    seen, after = list[int](), ""
    while True:
        page = root.get(f"{EVENTS}?limit=2{after}").json
        seen += [each["number"] for each in page["events"]]
        fail_from(ann, "203.0.113.6")
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert seen == everything


def test_events_of_a_clock_that_was_set_back_come_in_their_time(root: Person, ann: Person) -> None:
    ann.clock.move(seconds=3600)
    fail_from(ann, "203.0.113.5")
    ann.clock.move(seconds=-1800)
    fail_from(ann, "203.0.113.6")
    found = [(each["ip"], each["number"]) for each in search(root)[:2]]
    assert [each[0] for each in found] == ["203.0.113.5", "203.0.113.6"]
    assert found[0][1] < found[1][1]
    second = root.get(f"{EVENTS}?limit=1&after={found[0][1]}").json["events"]
    assert second[0]["ip"] == "203.0.113.6"


def test_a09_markup_and_a_formula_stay_text(root: Person, ann: Person) -> None:
    fail_from(ann, "203.0.113.5", MARKUP)
    answer = root.get(EVENTS)
    assert answer.json["events"][0]["userAgent"] == MARKUP
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


WRONG = [
    ("limit", "limit=0"), ("limit", "limit=101"), ("after", "after=x"), ("after", "after=%00"),
    ("after", "after=999999"), ("after", "after=9999999999999999999"), ("after", "after=-1"),
    ("type", "type=nothing"), ("type", "type="), ("ip", "ip=203.0.113"), ("ip", "ip=%25"),
    ("user", "user="), ("user", "user=a%27b"), ("user", f"user={'x' * 33}"),
    ("from", "from=2026-11-21"), ("from", "from=2026-11-21T12:00:00"), ("from", "from=tomorrow"),
    ("until", "until=0001-01-01T00:00:00%2B14:00"), ("until", "until=9999-12-31T23:59:59-14:00"),
    ("q", "q=x"), ("since", "since=2026-11-21T12:00:00Z"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "query"), WRONG)
def test_a08_a_search_that_is_none_is_refused(root: Person, name: str, query: str) -> None:
    answer = root.get(f"{EVENTS}?{query}")
    assert (answer.status_code, list(answer.json["fields"])) == (400, [name])


@pytest.mark.parametrize("user", ["%25", "_", "%5C", "ann%"])
def test_a08_signs_of_patterns_find_nobody(root: Person, ann: Person, user: str) -> None:
    answer = root.get(f"{EVENTS}?user={user}")
    assert answer.status_code == 400 or answer.json["events"] == []


def test_a_row_that_nobody_can_read_is_told(root: Person) -> None:
    if is_sqlite(root.app):  # PostgreSQL keeps no such time
        tamper(root.app, "UPDATE audit_events SET at = 'yesterday' WHERE number = 2")
        answer = root.get(EVENTS)
        assert (answer.status_code, answer.json["code"]) == (409, "conflict")
        assert "flask audit verify" in answer.json["message"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_search_is_answered_by_an_index(root: Person) -> None:
    told = list[str]()
    for where in ("at <= 'x'", "type = 'login' AND at <= 'x'", "ip = 'x'"):
        plan = f"EXPLAIN QUERY PLAN SELECT * FROM audit_events WHERE {where}"
        told += _plan(root.app, f"{plan} ORDER BY at DESC, number DESC LIMIT 50")
    assert not any("TEMP B-TREE" in each for each in told), told
    for name in ("ix_audit_events_at", "ix_audit_events_type_at", "ix_audit_events_ip_at"):
        assert any(name in each for each in told), (name, told)


def _plan(app: Flask, statement: str) -> list[str]:
    with app.app_context():
        return [str(row[3]) for row in db.session.execute(text(statement))]
