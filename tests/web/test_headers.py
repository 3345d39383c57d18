"""Promise: every answer, of whatever kind, carries the browser defences (R76)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.person import Person

_JSON = {"content_type": "application/json"}
_KINDS: dict[str, tuple[int, Callable[[Person], Answer]]] = {
    "an answer": (200, lambda ann: ann.sign_in().get("me")),
    "an image": (200, lambda ann: (ann.sign_in().set_up(), ann.get("2fa/setup/qr.png"))[1]),
    "the document": (200, lambda ann: ann.get("/api/openapi.json")),
    "bad json": (400, lambda ann: ann.browser.post("/api/auth/login", data="{", **_JSON)),
    "no caller": (401, lambda ann: ann.get("me")),
    "another site": (403, lambda ann: ann.post("login", headers={"Origin": "null"})),
    "nothing there": (404, lambda ann: ann.get("/api/none")),
    "wrong method": (405, lambda ann: ann.get("login")),
    "too large": (413, lambda ann: ann.post("login", {"email": "x" * 20_000})),
    "a form": (415, lambda ann: ann.browser.post("/api/auth/login", data={"email": "x"})),
    "a crash": (500, lambda ann: ann.get("/api/crash")),
    "options": (200, lambda ann: ann.call("OPTIONS", "login")),
    "the page": (200, lambda ann: ann.get("/", buffered=True)),
    "a deep page": (200, lambda ann: ann.get("/profile/two-factor", buffered=True)),
    "a wrong method on a page": (405, lambda ann: ann.post("/profile")),
    "health": (200, lambda ann: ann.get("/healthz")),
}


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: what is told here is decided before any is asked."""
    return sqlite_backend


@pytest.fixture
def app(app: Flask, tmp_path: Path) -> Flask:
    (tmp_path / "index.html").write_text("<!doctype html>")
    app.config["BUNDLE"] = tmp_path
    app.add_url_rule("/api/crash", view_func=lambda: str(1 // 0))
    return app


@pytest.fixture(params=list(_KINDS))
def answer(request: pytest.FixtureRequest, ann: Person) -> Answer:
    status, ask = _KINDS[request.param]
    found = ask(ann)
    assert found.status_code == status
    return found


def test_every_kind_of_answer_is_defended_r76(answer: Answer) -> None:
    headers = answer.headers
    directives = {
        name: set(values)
        for name, *values in (
            each.split() for each in headers["Content-Security-Policy"].split(";")
        )
    }
    assert directives["default-src"] == {"'none'"}
    assert directives["script-src"] == directives["style-src"] == {"'self'"}
    assert directives["base-uri"] == directives["frame-ancestors"] == {"'none'"}
    assert directives["form-action"] == {"'self'"}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] in {"no-referrer", "same-origin"}
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert len(headers.get_all("Content-Security-Policy")) == 1
    assert "Strict-Transport-Security" not in headers
    assert "Access-Control-Allow-Origin" not in headers
    assert "camera=()" in headers["Permissions-Policy"]


def test_every_answer_of_the_api_is_kept_nowhere_r76(answer: Answer) -> None:
    if answer.request.path.startswith("/api/"):
        assert answer.headers.get_all("Cache-Control") == ["no-store"]
    else:
        assert "public" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    ("path", "varies"), [("/", False), ("/healthz", False), ("/api/auth/sessions", True)]
)
def test_caches_keep_pages_once_and_answers_for_each_cookie(
    ann: Person, path: str, varies: bool
) -> None:
    answer = ann.sign_in().get(path, buffered=True)
    assert answer.status_code == 200
    assert ("Cookie" in answer.headers.get("Vary", "")) is varies


def test_every_answer_has_an_id_of_its_own_r88(ann: Person) -> None:
    sent = {"X-Request-Id": "chosen-by-the-client"}
    answers = [
        ann.get(path, headers=sent, buffered=True) for path in ("me", "/api/none", "/", "/healthz")
    ]
    ids = {answer.headers["X-Request-Id"] for answer in answers}
    assert len(ids) == len(answers)
    assert "chosen-by-the-client" not in ids
    assert answers[0].json["requestId"] == answers[0].headers["X-Request-Id"]


class TestUnderHttps:
    HSTS = "max-age=31536000"

    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(backend, tmp_path, public_url="https://login.example.com")

    def test_browsers_are_told_to_stay_on_https_r76(self, person: Person) -> None:
        for path in ("me", "/", "/api/none", "/healthz"):
            answer = person.get(path, buffered=True)
            assert answer.headers.getlist("Strict-Transport-Security") == [self.HSTS], path


class TestUnderHttpsForAWholeDomain(TestUnderHttps):
    HSTS = "max-age=63072000; includeSubDomains"

    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        address = "https://login.example.com"
        return settings_for(backend, tmp_path, public_url=address, hsts=self.HSTS)
