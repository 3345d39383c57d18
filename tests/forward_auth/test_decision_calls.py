"""Promise: a proxy is told to let a request pass for a session that proved what the app asks for,
and for nothing else (R29, R30, R62, R83)."""

from typing import Any

import pytest

from app.config import Settings
from app.sessions.models import AuthSession
from app.users.models import User
from tests.conftest import Backend
from tests.forward_auth.conftest import (
    CADDY,
    HOME,
    HTML,
    NGINX,
    WIKI,
    ask,
    at_the_app,
    forward_cookie,
    query_of,
)
from tests.person import Person
from tests.program import Program
from tests.rows import execute, rows
from tests.web.test_database_gone import Outage

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])


@DIALECTS
def test_r83_a_session_passes_with_all_four_headers(ann: Person, dialect: str) -> None:
    user = ann.sign_in().get("me").json["user"]
    answer = ask(ann, dialect=dialect)
    assert answer.status_code == 200
    told = {name: value for name, value in answer.headers if name.startswith("Remote-")}
    assert told == {
        "Remote-User": user["id"],
        "Remote-Email": ann.email,
        "Remote-Name": ann.email,
        "Remote-Groups": "user",
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("Ann", "Ann"),
        ("Zoë Ångström", "Zo%C3%AB %C3%85ngstr%C3%B6m"),
        ("山田 太郎", "%E5%B1%B1%E7%94%B0 %E5%A4%AA%E9%83%8E"),
        ("100% Ann", "100%25 Ann"),
        ("%c3%b6", "%25c3%25b6"),
        ("🔐", "%F0%9F%94%90"),
    ],
)
def test_r83_names_are_plain_ascii_and_two_names_never_look_alike(
    ann: Person, name: str, header: str
) -> None:
    assert ann.sign_in().call("PATCH", "me", {"name": name}).status_code == 200
    assert ask(ann).headers["Remote-Name"] == header


@DIALECTS
def test_r83_an_answer_to_options_is_no_yes(person: Person, dialect: str) -> None:
    """A proxy that keeps the method would let every OPTIONS request through."""
    answer = person.call("OPTIONS", dialect)
    assert (answer.status_code, answer.json["code"]) == (405, "method_not_allowed")


@DIALECTS
def test_a_stranger_is_sent_to_the_login_page_which_knows_the_way_back(
    person: Person, dialect: str
) -> None:
    answer = ask(person, dialect=dialect, url=f"{WIKI}/a%20b?x=1&y=%2F#top")
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    assert answer.json["need"] == ["login"]
    assert answer.json["location"] == answer.headers["Location"]
    assert query_of(answer) == {"rd": f"{WIKI}/a%20b?x=1&y=%2F#top"}
    assert answer.headers["Cache-Control"] == "no-store"


_KINDS: dict[str, tuple[dict[str, str], bool]] = {
    "a page load": (HTML, True),
    "a page load of a browser": ({**HTML, "Sec-Fetch-Mode": "navigate"}, True),
    "a form": ({**HTML, "X-Forwarded-Method": "POST", "Sec-Fetch-Mode": "navigate"}, True),
    "xhr": ({**HTML, "X-Requested-With": "XMLHttpRequest"}, False),
    "fetch": ({**HTML, "Sec-Fetch-Mode": "cors"}, False),
    "a picture": ({"Accept": "image/*", "Sec-Fetch-Mode": "no-cors"}, False),
    "an event stream": ({"Accept": "text/event-stream"}, False),
    "a websocket": ({**HTML, "Sec-WebSocket-Key": "x"}, False),
    "a websocket of a browser": ({"Sec-Fetch-Mode": "websocket"}, False),
    "json": ({"Accept": "application/json, text/html;q=0.5"}, False),
    "anything": ({"Accept": "*/*"}, False),
    "nothing said": ({}, False),
    "no page, please": ({"Accept": "text/html;q=0, */*"}, False),
}


@pytest.mark.parametrize("kind", _KINDS)
def test_a_person_is_redirected_and_a_program_never(person: Person, kind: str) -> None:
    headers, is_page = _KINDS[kind]
    answer = ask(person, headers=headers)
    assert answer.status_code == (302 if is_page else 401)
    assert query_of(answer) == {"rd": f"{WIKI}/page?a=1"}
    assert answer.headers["Cache-Control"] == "no-store"
    told = ask(person, headers=headers, dialect=NGINX)
    assert told.status_code == 401
    assert told.headers["Second-Lock-Answer"] == ("redirect" if is_page else "refuse")


def test_r29_the_marker_and_the_marks_of_a_browser_open_nothing(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    remembered = enrolled.other_browser()
    remembered.half().post("2fa/verify-login", {"code": remembered.code(), "rememberDevice": True})
    marks = {
        "__Host-twofa_token": half.held_cookie("__Host-twofa_token"),
        "__Host-trusted_device": remembered.held_cookie("__Host-trusted_device"),
        "__Host-known_browser": remembered.held_cookie("__Host-known_browser"),
    }
    for name, value in marks.items():
        for slot in {*marks, "forward_auth", "__Host-session"}:
            thief = enrolled.other_browser()
            thief.use_cookie(slot, value)
            assert ask(thief).status_code == 401, (name, slot)
    assert ask(half).status_code == 401


def test_r30_a_bearer_token_opens_no_app_and_hides_no_cookie(ann: Person) -> None:
    access = Program(ann).ask().json["accessToken"]
    headers = {"Authorization": f"Bearer {access}"}
    assert ask(ann.other_browser(), headers=headers).status_code == 401
    for slot in ("forward_auth", "__Host-session"):
        thief = ann.other_browser()
        thief.use_cookie(slot, access)
        assert ask(thief).status_code == 401
    ann.sign_in()
    assert ask(ann, headers={"Authorization": "Basic YXBwOm93bg=="}).status_code == 200
    assert ask(ann, headers=headers).status_code == 200


def test_r83_another_host_passes_by_a_cookie_of_its_own(ann: Person) -> None:
    assert ask(at_the_app(ann.sign_in())).headers["Remote-Email"] == ann.email


def test_r83_that_cookie_opens_the_checks_and_nothing_else(ann: Person) -> None:
    there = at_the_app(ann.sign_in())
    assert there.get("me").status_code == 401
    back = there.get("/api/authz/return", query_string={"rd": WIKI})
    assert back.json["need"] == ["login"]
    thief = ann.other_browser()
    thief.use_cookie("__Host-session", str(forward_cookie(ann)))
    thief.use_cookie("__Host-twofa_token", str(forward_cookie(ann)))
    assert thief.get("me").status_code == ask(thief).status_code == 401
    headers = {"Authorization": f"Bearer {forward_cookie(ann)}"}
    assert thief.get("me", headers=headers).status_code == 401


def test_r58_the_row_holds_a_hash_and_not_that_of_the_session(ann: Person) -> None:
    secret = str(forward_cookie(ann.sign_in()))
    row = rows(ann.app, AuthSession)[0]
    assert len(secret) == 43
    assert row.forward_hash not in {None, secret, row.token_hash}


def _disable(person: Person) -> None:
    execute(person.app, "UPDATE users SET disabled_at = created_at")


_ENDINGS: dict[str, Any] = {
    "logout": lambda ann: ann.post("logout"),
    "logout elsewhere": lambda ann: ann.other_browser().sign_in().call("DELETE", "sessions"),
    "disabled": _disable,
    "security change": lambda ann: ann.other_browser().sign_in().enable(),
    "idle": lambda ann: ann.clock.move(seconds=604800),
    "gone": lambda ann: execute(ann.app, "DELETE FROM sessions"),
}


@pytest.mark.parametrize("ending", _ENDINGS)
def test_r61_r63_what_ends_the_session_closes_the_app_at_once(ann: Person, ending: str) -> None:
    there = at_the_app(ann.sign_in())
    assert (ask(ann).status_code, ask(there).status_code) == (200, 200)
    _ENDINGS[ending](ann)
    assert (ask(ann).status_code, ask(there).status_code) == (401, 401)


def test_r59_a_renewed_session_has_a_renewed_proof(ann: Person) -> None:
    before = at_the_app(ann.sign_in())
    assert ann.reauth(password=ann.password).status_code == 200
    assert ask(before).status_code == 401
    assert ask(at_the_app(ann)).status_code == 200


def test_r75_the_cookie_is_as_the_contract_says(ann: Person) -> None:
    sent = [line for line in ann.log_in().headers.getlist("Set-Cookie") if "forward_auth" in line]
    assert len(sent) == 1
    parts = {part.strip().lower() for part in sent[0].split(";")[1:]}
    assert {"httponly", "secure", "samesite=lax", "domain=example.test", "path=/"} <= parts
    assert f"max-age={30 * 86400}" in parts
    ann.use_cookie("forward_auth", str(forward_cookie(ann)))
    gone = ann.post("logout").headers.getlist("Set-Cookie")
    assert any("forward_auth=;" in line and "Domain=example.test" in line for line in gone)


@DIALECTS
def test_a_role_that_is_missing_is_403_whoever_asks(ann: Person, dialect: str) -> None:
    answer = ask(ann.sign_in(), "?group=admin&factor=2", dialect=dialect)
    assert (answer.status_code, answer.json["code"]) == (403, "group_required")
    assert "Remote-User" not in answer.headers
    execute(ann.app, "UPDATE users SET role = 'admin'")
    assert ask(ann, "?group=user", dialect=dialect).status_code == 403


def test_a_person_without_the_role_gets_a_page_that_says_so(ann: Person) -> None:
    answer = ask(ann.sign_in(), "?group=admin", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "Not open to your account" in answer.text
    assert f"{HOME}/" in answer.text


def test_checks_are_not_counted_as_a_flood(ann: Person, settings: Settings) -> None:
    ann.sign_in()
    most = max(window.limit for window in settings.request_limits)
    assert {ask(ann).status_code for _ in range(most + 10)} == {200}
    assert ann.get("me").status_code == 200


def test_the_id_is_the_one_of_the_account(ann: Person) -> None:
    assert ask(ann.sign_in()).headers["Remote-User"] == rows(ann.app, User)[0].id


@DIALECTS
def test_f17_without_the_database_the_answer_is_503(
    ann: Person, backend: Backend, dialect: str
) -> None:
    there = at_the_app(ann.sign_in())
    Outage(ann.app, backend).begin()
    for caller in (ann, there):
        answer = ask(caller, dialect=dialect, headers=HTML)
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert "Remote-User" not in answer.headers
