"""Promise: everybody reads his own security history, page by page, and nobody else's."""

import pytest
from sqlalchemy import text

from app.audit.events import Event
from app.audit.service import record
from app.config.operators import operator_act
from app.core.act import Act
from app.core.request_origin import RequestOrigin
from app.db import write_tx
from app.extensions import db
from app.users.models import User
from tests.audit.history import is_sqlite
from tests.person import Person
from tests.rows import events, execute, rows


def _types(person: Person, query: str = "") -> list[str]:
    return [each["type"] for each in person.get(f"events{query}").json["events"]]


def test_the_newest_event_comes_first_with_its_facts(ann: Person) -> None:
    answer = ann.sign_in().get("events")
    assert answer.status_code == 200
    assert list(answer.json) == ["events", "next"]
    assert _types(ann) == ["login", "account.email_verified", "account.registered"]
    [stored] = events(ann.app, "login")
    assert answer.json["events"][0] == {
        "id": stored.id,
        "type": "login",
        "at": "2026-11-21T12:00:00+00:00",
        "ip": "127.0.0.1",
        "userAgent": stored.user_agent,
        "device": "Werkzeug",
        "detail": {"methods": ["password"]},
    }
    assert stored.user_agent.startswith("Werkzeug/")
    assert answer.json["next"] is None


def test_pages_hold_every_event_once_and_in_order(ann: Person) -> None:
    ann.sign_in()
    for _ in range(8):
        ann.reauth(password=ann.password)
    whole = [each["id"] for each in ann.get("events").json["events"]]
    assert len(whole) == 11
    paged, query = [], "?limit=4"
    while True:
        page = ann.get(f"events{query}").json
        paged += [each["id"] for each in page["events"]]
        if page["next"] is None:
            break
        assert page["next"] == paged[-1]
        query = f"?limit=4&before={page['next']}"
    assert paged == whole


def test_each_event_is_of_one_kind_and_pages_of_a_kind_hold_all_of_it(ann: Person) -> None:
    ann.sign_in()
    for password in ("wrong horse battery", ann.password) * 3:
        ann.reauth(password=password)
    assert _types(ann, "?kind=sign-in") == ["reauth"] * 3 + ["login"]
    assert _types(ann, "?kind=change") == ["account.email_verified", "account.registered"]
    assert _types(ann, "?kind=refusal") == ["reauth.failed"] * 3
    first = ann.get("events?kind=refusal&limit=2").json
    assert first["next"] == first["events"][-1]["id"]
    rest = ann.get(f"events?kind=refusal&limit=2&before={first['next']}").json
    assert ([each["type"] for each in rest["events"]], rest["next"]) == (["reauth.failed"], None)


def test_a_wrong_password_says_what_it_was_asked_for(ann: Person) -> None:
    ann.sign_in()
    wrong = "wrong horse battery"
    ann.post("password/change", {"currentPassword": wrong, "newPassword": "a third horse battery"})
    ann.post("email/change", {"email": "ann@new.example", "password": wrong})
    ann.call("DELETE", "me", {"password": wrong})
    found = ann.get("events?kind=refusal").json["events"]
    assert {each["type"] for each in found} == {"account.password_refused"}
    surfaces = [each["detail"] for each in reversed(found)]
    assert surfaces == [{"surface": each} for each in ("new-password", "new-address", "close")]


def test_a_sign_in_happened_when_its_session_began(ann: Person) -> None:
    """By this the owner finds the session of a sign-in, also after it got a new id."""
    ann.sign_in()
    ann.clock.move(seconds=60)
    ann.reauth(password=ann.password)
    [session] = ann.get("sessions").json["sessions"]
    [login] = [each for each in ann.get("events").json["events"] if each["type"] == "login"]
    facts = ("ip", "userAgent")
    assert session["createdAt"] == login["at"]
    assert [session[each] for each in facts] == [login[each] for each in facts]


def test_a_last_page_that_is_just_full_has_no_next(ann: Person) -> None:
    ann.sign_in()
    assert ann.get("events?limit=3").json["next"] is None
    assert ann.get("events?limit=2").json["next"] is not None


def test_fifty_come_by_default_and_a_hundred_at_most(ann: Person) -> None:
    ann.sign_in()
    [user] = rows(ann.app, User)
    with ann.app.app_context(), write_tx() as tx:
        for _ in range(150):
            client = RequestOrigin("203.0.113.5", "Browser/1.0", "r")
            record(tx, Event.LOGOUT, subject_id=user.id, act=Act(client, ann.clock.now()))
    assert len(_types(ann)) == 50
    assert len(_types(ann, "?limit=100")) == 100


def test_r68_nobody_sees_the_events_of_others(ann: Person, bob: Person) -> None:
    ann.sign_in()
    bob.sign_in()
    hers = {each["id"] for each in ann.get("events").json["events"]}
    his = [each["id"] for each in bob.get("events").json["events"]]
    assert not hers & set(his)
    foreign = bob.get(f"events?before={min(hers)}")
    unknown = bob.get("events?before=AAAAAAAAAAAAAAAAAAAAAA")
    assert foreign.status_code == unknown.status_code == 400
    assert foreign.json["fields"] == unknown.json["fields"]
    assert list(foreign.json["fields"]) == ["before"]


def test_ids_and_answers_tell_nothing_of_the_number_of_events(ann: Person) -> None:
    text = ann.sign_in().get("events").get_data(as_text=True)
    assert all(event.mac and event.mac not in text for event in events(ann.app))
    assert "number" not in text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=-1", "limit"),
        ("limit=ten", "limit"),
        ("limit=", "limit"),
        ("limit=1e400", "limit"),
        ("before=", "before"),
        ("before=a%00b", "before"),
        ("before=%27%20OR%201=1", "before"),
        ("before=" + "a" * 33, "before"),
        ("user=ann", "user"),
        ("kind=", "kind"),
        ("kind=login", "kind"),
    ],
)
def test_what_is_no_question_is_refused_by_name_r77(ann: Person, query: str, field: str) -> None:
    answer = ann.sign_in().get(f"events?{query}")
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert list(answer.json["fields"]) == [field]


def test_it_asks_for_a_session_and_for_a_second_factor_where_policy_does(ann: Person) -> None:
    assert ann.get("events").status_code == 401
    ann.sign_in()
    execute(ann.app, "UPDATE users SET role = 'admin'")
    assert ann.get("events").json["code"] == "two_factor_setup_required"


def test_what_an_operator_did_shows_without_his_machine_and_his_notes(ann: Person) -> None:
    ann.sign_in()
    [user] = rows(ann.app, User)
    admin = RequestOrigin("198.51.100.7", "Admin's browser", "r")
    with ann.app.app_context(), write_tx() as tx:
        now = ann.clock.now()
        record(tx, Event.ROLE_CHANGED, subject_id=user.id, act=operator_act(now), role="user")
        ended_by = {"subject_id": user.id, "act": Act(admin, now), "actor_id": "admin"}
        record(tx, Event.SESSION_ENDED, ticket="internal-7", **ended_by)
    ended, changed = ann.get("events?limit=2").json["events"]
    assert (ended["ip"], ended["userAgent"], ended["device"], ended["detail"]) == ("", "", "", {})
    assert (changed["ip"], changed["userAgent"]) == ("", "")
    assert changed["detail"] == {"role": "user"}


def test_a_strangers_try_shows_where_it_came_from(ann: Person) -> None:
    body = {"email": ann.email, "password": "wrong horse battery"}
    ann.post("login", body, environ_overrides={"REMOTE_ADDR": "203.0.113.66"})
    newest = ann.sign_in().get("events?limit=2").json["events"][1]
    assert (newest["type"], newest["ip"]) == ("login.failed", "203.0.113.66")


def test_one_page_costs_one_account_and_not_the_whole_history(ann: Person) -> None:
    """The index serves both the choice and the order."""
    plan = "EXPLAIN QUERY PLAN" if is_sqlite(ann.app) else "EXPLAIN"
    query = "SELECT * FROM audit_events WHERE subject_id = 'x' ORDER BY number DESC LIMIT 50"
    with ann.app.app_context():
        if not is_sqlite(ann.app):
            db.session.execute(text("SET enable_seqscan = off"))
        told = " ".join(str(row) for row in db.session.execute(text(f"{plan} {query}")))
    assert "ix_audit_events_subject_id_number" in told
    assert "B-TREE" not in told
    assert "Sort" not in told
