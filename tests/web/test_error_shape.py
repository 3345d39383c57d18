"""Promise: every error, from every layer, has one shape and tells nothing it should not (R88)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort

from app.config import Settings
from app.core.limits import Window
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.person import Person

_INSIDE = "SELECT secret FROM /srv/second-lock.db"


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: what is told here is decided before any is asked."""
    return sqlite_backend


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, request_limits=(Window(3, 60),))


@pytest.fixture
def app(app: Flask) -> Flask:
    def crash() -> str:
        raise RuntimeError(_INSIDE)

    app.add_url_rule("/api/crash", view_func=crash)
    app.add_url_rule("/api/teapot", "teapot", lambda: abort(418, _INSIDE))
    app.add_url_rule("/api/gateway", "gateway", lambda: abort(502, _INSIDE))
    return app


def _flood(person: Person) -> Answer:
    return [person.get("me") for _ in range(4)][-1]


def _text(person: Person, body: str, content_type: str) -> Answer:
    return person.browser.post("/api/auth/login", data=body, content_type=content_type)


_ERRORS: dict[str, tuple[int, str, Callable[[Person], Answer]]] = {
    "bad json": (400, "invalid_json", lambda p: _text(p, "{", "application/json")),
    "bad field": (400, "invalid_request", lambda p: p.post("login", {"email": 1})),
    "a link": (400, "invalid_token", lambda p: p.post("verify-email", {"token": "x"})),
    "no caller": (401, "not_signed_in", lambda p: p.get("me")),
    "no half-login": (401, "twofa_session_expired", lambda p: p.get("2fa/pending")),
    "wrong": (401, "invalid_credentials", lambda p: p.log_in()),
    "another site": (403, "cross_origin", lambda p: p.post("login", headers={"Origin": "null"})),
    "nothing there": (404, "not_found", lambda p: p.get("/api/none")),
    "wrong method": (405, "method_not_allowed", lambda p: p.get("login")),
    "a page's method": (405, "method_not_allowed", lambda p: p.post("/profile")),
    "too large": (413, "body_too_large", lambda p: p.post("login", {"email": "x" * 20_000})),
    "a form": (415, "unsupported_media_type", lambda p: _text(p, "a=b", "text/plain")),
    "a flood": (429, "too_many_requests", _flood),
    "a crash": (500, "internal_error", lambda p: p.get("/api/crash")),
    "a strange refusal": (418, "invalid_request", lambda p: p.get("/api/teapot")),
    "a strange fault": (502, "internal_error", lambda p: p.get("/api/gateway")),
}


@pytest.mark.parametrize("kind", list(_ERRORS))
def test_it_has_the_one_shape_r88(person: Person, kind: str) -> None:
    status, code, provoke = _ERRORS[kind]
    answer = provoke(person)
    assert answer.json["code"] == code
    # What no rule of ours foresees answers with the nearest status that has a code.
    assert answer.status_code == {418: 400, 502: 500}.get(status, status)
    assert answer.content_type == "application/json"
    assert set(answer.json) <= {"message", "code", "requestId", "fields", "retryAfter"}
    assert answer.json["message"].endswith(".")
    assert answer.json["requestId"] == answer.headers["X-Request-Id"]


@pytest.mark.parametrize("kind", list(_ERRORS))
def test_it_tells_no_stack_path_or_statement_r88(person: Person, kind: str) -> None:
    told = _ERRORS[kind][2](person).get_data(as_text=True)
    for inside in (_INSIDE, "Traceback", 'File "', "SELECT", "/srv", "RuntimeError", "werkzeug"):
        assert inside not in told


def test_a_crash_is_found_in_the_log_by_its_id_r88(
    person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    answer = person.get("/api/crash")
    assert answer.json["requestId"] in caplog.text
    assert _INSIDE in caplog.text


def test_an_unexpected_method_names_those_that_work_r88(person: Person) -> None:
    assert set(person.get("login").headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


def test_no_caller_is_told_how_to_come_back_r69(person: Person) -> None:
    assert person.get("me").headers["WWW-Authenticate"].startswith("Bearer")


def test_fields_are_named_as_they_were_sent_r88(person: Person) -> None:
    fields = person.post("login", {"email": 1, "more": 2}).json["fields"]
    assert set(fields) == {"email", "password", "more"}
    assert all(isinstance(text, str) for texts in fields.values() for text in texts)
