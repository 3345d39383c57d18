"""Promise: token clients call from any origin, pages of `TOKEN_ORIGINS` read the answers, and
nothing of this holds for cookies (R72)."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from tests.client import Answer, Client
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.program import Program
from tests.rows import dump
from tests.web.calls import changing_calls

_APP, _PHONE, _STRANGER = "https://app.example.com", "capacitor://localhost", "https://evil.example"
_TOKEN = "/api/auth/token"
_OURS = (
    "second_lock_session", "second_lock_twofa_token", "second_lock_trusted_device",
    "second_lock_registration", "second_lock_known_browser", "forward_auth", "__Host-session",
)  # fmt: skip


def _from(origin: str) -> dict[str, str]:
    return {"Origin": origin, "Sec-Fetch-Site": "cross-site"}


def _shared_with(answer: Answer) -> str | None:
    """The origin whose pages may read the answer; no answer is ever shared with credentials."""
    assert "Access-Control-Allow-Credentials" not in answer.headers
    origin: str | None = answer.headers.get("Access-Control-Allow-Origin")
    assert origin != "*"
    return origin


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path, token_origins=(_APP, _PHONE))


@pytest.fixture
def program(ann: Person) -> Program:
    found = Program(ann.other_browser())  # without a cookie
    answer = found.ask()
    found.access, found.refresh_token = answer.json["accessToken"], answer.json["refreshToken"]
    return found


@pytest.mark.parametrize("origin", [_APP, _PHONE, _STRANGER, "null", "file://"])
def test_a_token_client_calls_from_any_origin_r72(ann: Person, origin: str) -> None:
    ann, sent = ann.other_browser(), _from(origin)
    body = {"email": ann.email, "password": ann.password}
    answer = ann.post("token", body, headers=sent)
    assert answer.status_code == 200
    renewed = ann.post("token/refresh", {"refreshToken": answer.json["refreshToken"]}, headers=sent)
    assert renewed.status_code == 200
    bearer = {"Authorization": f"Bearer {renewed.json['accessToken']}", **sent}
    assert ann.call("PATCH", "me", {"name": "Ann"}, headers=bearer).status_code == 200
    assert ann.call("DELETE", "sessions", headers=bearer).status_code == 200
    assert "Set-Cookie" not in answer.headers


def test_the_second_step_of_a_token_client_passes_from_any_origin_r72(enrolled: Person) -> None:
    asked = Program(enrolled).ask().json
    body = {"twofaToken": asked["twofaToken"], "code": enrolled.code()}
    answer = enrolled.post("token/verify", body, headers=_from(_STRANGER))
    assert (answer.status_code, "accessToken" in answer.json) == (200, True)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("origin", [_APP, _STRANGER])
def test_a_bearer_beside_a_cookie_of_ours_is_held_to_its_origin_r72(
    program: Program, origin: str
) -> None:
    before = dump(program.app)
    for name in _OURS:
        answer = _rename(program, origin, cookie=f"theirs=1; {name}=x")
        assert (answer.status_code, answer.json["code"]) == (403, "cross_origin"), name
        assert _shared_with(answer) is None, name
    assert dump(program.app) == before


def test_a_neighbours_cookie_changes_nothing_for_a_bearer(program: Program) -> None:
    answer = _rename(program, _APP, cookie="session=theirs; twofa_token=b")
    assert (answer.status_code, _shared_with(answer)) == (200, _APP)


def _rename(program: Program, origin: str, *, cookie: str) -> Answer:
    return Client(program.app, use_cookies=False).open(
        "/api/auth/me",
        method="PATCH",
        json={"name": "Eve"},
        headers={"Authorization": f"bearer {program.access}", **_from(origin)},
        environ_overrides={"HTTP_COOKIE": cookie},
    )


@pytest.mark.parametrize("sent", [{}, {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer"}])
def test_a_page_of_a_token_origin_gets_nothing_by_cookies_r72(
    app: Flask, ann: Person, sent: dict[str, str]
) -> None:
    ann.sign_in()
    before = dump(app)
    for method, path in changing_calls(app):
        if path.startswith(_TOKEN):
            continue
        answer = ann.call(method, path, {}, headers={**_from(_APP), **sent})
        assert (answer.status_code, answer.json["code"]) == (403, "cross_origin"), path
        assert _shared_with(answer) is None, path
    assert dump(app) == before
    answer = ann.get("me", headers=_from(_APP))
    assert (answer.status_code, _shared_with(answer)) == (200, None)


@pytest.mark.parametrize("origin", [_APP, _PHONE])
def test_a_page_of_a_token_origin_reads_answers_and_refusals(program: Program, origin: str) -> None:
    ann, sent = program.owner, _from(origin)
    wrong = {"email": ann.email, "password": "wrong horse battery"}
    bearer = {"Authorization": f"Bearer {program.access}", **sent}
    stale = {"Authorization": "Bearer x", **sent}
    for status, answer in (
        (401, ann.post("token", wrong, headers=sent)),
        (400, ann.post("token", {}, headers=sent)),
        (415, ann.browser.post(_TOKEN, data="x", content_type="text/plain", headers=sent)),
        (200, ann.get("sessions", headers=bearer)),
        (200, ann.get("me", headers=bearer)),
        (401, ann.get("me", headers=stale)),
        (404, ann.get("none", headers=bearer)),
    ):
        assert (answer.status_code, _shared_with(answer)) == (status, origin)
        assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-Id"
        assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "origin",
    [
        _STRANGER,
        "null",
        "",
        "https://app.example.com.evil.example",
        "https://app.example.com:444",
        "http://app.example.com",
        "https://evil@app.example.com",
        "https://app.example.com/",
    ],
)
def test_another_origin_reads_nothing(program: Program, origin: str) -> None:
    bearer = {"Authorization": f"Bearer {program.access}", **_from(origin)}
    for path in ("me", "sessions"):
        answer = program.owner.get(path, headers=bearer)
        assert (answer.status_code, _shared_with(answer)) == (200, None)
        assert "Origin" in answer.headers["Vary"]
    assert _shared_with(_preflight(program.owner, "token", "POST", origin)) is None


def test_a_cache_keeps_the_answer_to_a_session_apart_by_origin(ann: Person) -> None:
    ann.sign_in()
    assert "Origin" in ann.get("me").headers["Vary"]


def _preflight(
    person: Person, path: str, method: str, origin: str, asked: str = "content-type"
) -> Answer:
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": asked,
    }
    return person.call("OPTIONS", path, headers=headers)


@pytest.mark.parametrize("path", ["token", "token/verify", "token/refresh"])
def test_a_browser_is_told_that_a_token_call_may_be_sent(person: Person, path: str) -> None:
    answer = _preflight(person, path, "POST", _PHONE)
    assert (answer.status_code, _shared_with(answer)) == (200, _PHONE)
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer.headers["Access-Control-Allow-Headers"]
    assert int(answer.headers["Access-Control-Max-Age"]) <= 600


@pytest.mark.parametrize(
    "asked", ["authorization", "Authorization, Content-Type", "a,authorization"]
)
def test_a_browser_is_told_that_a_bearer_may_be_sent(person: Person, asked: str) -> None:
    for method, path in (("PATCH", "me"), ("DELETE", "sessions"), ("POST", "2fa/setup")):
        answer = _preflight(person, path, method, _APP, asked)
        assert (answer.status_code, _shared_with(answer)) == (200, _APP)
        assert method in answer.headers["Access-Control-Allow-Methods"].split(", ")
        assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"


@pytest.mark.parametrize("asked", ["", "content-type", "x-authorization", "authorization2"])
def test_a_browser_is_told_of_no_call_by_cookie(person: Person, asked: str) -> None:
    for method, path in (("POST", "login"), ("PATCH", "me"), ("POST", "logout")):
        answer = _preflight(person, path, method, _APP, asked)
        assert _shared_with(answer) is None
        assert "Access-Control-Allow-Methods" not in answer.headers


def test_pages_and_probes_are_shared_with_nobody(program: Program) -> None:
    bearer = {"Authorization": f"Bearer {program.access}", **_from(_APP)}
    for path in ("/healthz", "/readyz", "/metrics", "/login"):
        assert _shared_with(program.owner.get(path, headers=bearer, buffered=True)) is None


class TestWithoutTheSetting:
    @pytest.fixture
    def settings(self, sqlite_backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(sqlite_backend, tmp_path)

    def test_token_clients_call_and_no_page_reads_r76(self, program: Program) -> None:
        bearer = {"Authorization": f"Bearer {program.access}", **_from(_APP)}
        answer = program.owner.call("PATCH", "me", {"name": "Ann"}, headers=bearer)
        assert (answer.status_code, _shared_with(answer)) == (200, None)
        assert "Origin" not in answer.headers.get("Vary", "")
        assert _shared_with(_preflight(program.owner, "token", "POST", _APP)) is None
