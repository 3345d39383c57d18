"""Promise: no header and no query costs more to read than the rest of its request."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from app.web.exchange import Environ
from app.web.middleware import Application, Start
from tests.client import Answer, Client
from tests.conftest import Backend, settings_for
from tests.person import Person

pytestmark = pytest.mark.in_process  # the time of the product alone is measured

_FULL = 31_000  # what the server lets through, less the request line and a few headers
_HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
_MOST_SECONDS = 0.006
_LISTS = {
    "names": lambda: ",".join(f"a{number}" for number in range(_FULL))[:_FULL],
    "short names": lambda: ("a," * _FULL)[:_FULL],
    "qualities": lambda: ("a;q=0.1," * _FULL)[:_FULL],
    "parameters": lambda: "a/b" + (";c=d" * _FULL)[: _FULL - 3],
    "quotes": lambda: ('"a",' * _FULL)[:_FULL],
    "an open quote": lambda: ('a="\\b' * _FULL)[:_FULL],
    "cookies": lambda: "; ".join(f"a{number}=b" for number in range(_FULL))[:_FULL],
    "short cookies": lambda: ("a;" * _FULL)[:_FULL],
    "cookies of ours": lambda: ("second_lock_session=a;forward_auth=b;" * _FULL)[:_FULL],
    "spaces": lambda: ";" + " " * (_FULL - 1),
}
_HEADERS = (
    "Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Cookie", "If-None-Match",
    "If-Match", "If-Modified-Since", "Range", "Content-Type", "Access-Control-Request-Headers",
    "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Uri",
    "X-Original-URL",
)  # fmt: skip
_PATHS = ("/", "/none", "/icon.svg", "/api/authz/auth-request", "/api/auth/me")


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    """One database: what is told here is decided before any is asked."""
    origins = ("https://app.example.com",)
    return settings_for(sqlite_backend, tmp_path, trusted_proxies=1, token_origins=origins)


@pytest.fixture(autouse=True)
def bundle(app: Flask, tmp_path: Path) -> None:
    for name in ("index.html", "index.html.br", "icon.svg", "icon.svg.br"):
        (tmp_path / name).write_text("<!doctype html><title>Page</title>")
    app.config["BUNDLE"] = tmp_path


class Stopwatch:
    """An application that notes how long the product computes."""

    def __init__(self, app: Flask) -> None:
        self._next: Application = app.wsgi_app
        self._spans: list[float] = []

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        begun = time.thread_time()
        try:
            return self._next(environ, start_response)
        finally:
            self._spans.append(time.thread_time() - begun)

    def least(self, ask: Callable[..., Answer], *args: Any, **more: Any) -> float:
        """The seconds of the quickest of three calls."""
        self._spans.clear()
        for _ in range(3):
            assert ask(*args, **more).status_code < 500
        return min(self._spans)


@pytest.fixture
def watch(app: Flask) -> Stopwatch:
    found = Stopwatch(app)
    app.wsgi_app = found  # type: ignore[method-assign]
    return found


@pytest.mark.parametrize("content", _LISTS)
def test_a_long_header_costs_no_more_than_a_request(
    person: Person, watch: Stopwatch, content: str
) -> None:
    client, value = Client(person.app, use_cookies=False), _LISTS[content]()
    for path in _PATHS:
        usual = watch.least(client.get, path)
        for name in _HEADERS:
            spent = watch.least(client.get, path, headers={name: value})
            assert spent < usual + _MOST_SECONDS, (path, name)


@pytest.mark.parametrize("query", ["a&" * 15_000, "a=b&" * 7_000, "a;" * 15_000, "%" * 30_000])
def test_a_long_query_costs_no_more_than_a_request_and_is_refused(
    ann: Person, watch: Stopwatch, query: str
) -> None:
    ann.sign_in()
    for path in ("/api/auth/events", "/api/authz/return", "/api/authz/auth-request", "/"):
        usual = watch.least(ann.get, path, buffered=True)
        spent = watch.least(ann.get, f"{path}?{query}", buffered=True)
        assert spent < usual + _MOST_SECONDS, path
    for path in ("/api/auth/events", "/api/authz/return"):
        answer = ann.get(f"{path}?{query}")
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
        assert len(answer.data) < 1000


def test_a_header_that_is_too_long_counts_as_not_sent(person: Person) -> None:
    long = "," + "x" * 600
    page = person.get("/", buffered=True, headers={"Accept-Encoding": f"br{long}"})
    assert "Content-Encoding" not in page.headers
    etag = page.headers["ETag"]
    known = {"If-None-Match": f'{etag},"{long}"'}
    assert person.get("/", buffered=True, headers=known).status_code == 200
    lost = person.get("/none", headers={"Accept": f"{_HTML}{long}"})
    assert lost.json["code"] == "not_found"
    form = person.browser.post(
        "/api/auth/login", data="{}", content_type=f"application/json;{long}"
    )
    assert form.status_code == 415


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Forwarded-Proto"])
def test_a_proxys_header_that_came_twice_closes_the_app_however_long_r83(
    ann: Person, name: str
) -> None:
    ann.sign_in()
    once = ann.get("/api/authz/forward-auth", headers={name: "x" * 600})
    assert once.status_code == 200
    for value in ("x" * 600 + ", login.example.com", "x, " * 300):
        answer = ann.get("/api/authz/forward-auth", headers={name: value})
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_the_headers_of_a_browser_are_short_enough(person: Person) -> None:
    sent = {"Accept": _HTML, "Accept-Encoding": "gzip, deflate, br, zstd"}
    page = person.get("/", buffered=True, headers=sent)
    assert page.headers["Content-Encoding"] == "gzip"
    known = {**sent, "If-None-Match": page.headers["ETag"]}
    assert person.get("/", buffered=True, headers=known).status_code == 304
    assert person.get("/none", headers=sent).mimetype == "text/html"


def test_the_longest_way_back_is_short_enough(person: Person) -> None:
    home = person.app.extensions["second_lock"].settings.public_url
    way_back = f"{home}/".ljust(2000, "=").replace("=", "%3D")
    answer = person.get(f"/api/authz/return?rd={way_back}&factor=2&fresh=60&need=fresh")
    assert (answer.status_code, answer.json["need"]) == (200, ["login"])


def test_the_cookies_of_a_whole_host_sign_nobody_out(ann: Person) -> None:
    value = ann.sign_in().held_cookie("second_lock_session")
    bare = Client(ann.app, use_cookies=False)
    theirs = "; ".join(f"session{number}=x" for number in range(1000))
    for sent in (
        f"second_lock_session={value}; {theirs}",
        f"{theirs}; second_lock_session={value}",
    ):
        where = {"HTTP_COOKIE": sent}
        assert bare.get("/api/auth/me", environ_overrides=where).status_code == 200


def test_a_quote_before_the_proxys_entry_hides_no_address_r53(ann: Person) -> None:
    for forged in ('"', '"a', "a" * 600 + ', "', ", " * 300 + '"'):
        visitor = ann.other_browser()
        body = {"email": ann.email, "password": ann.password}
        headers = {"X-Forwarded-For": f"{forged}, 198.51.100.7"}
        assert visitor.post("login", body, headers=headers).status_code == 200
        [own] = [each for each in visitor.get("sessions").json["sessions"] if each["current"]]
        assert own["ip"] == "198.51.100.7", forged


class TestLowLimit:
    @pytest.fixture
    def settings(self, sqlite_backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(sqlite_backend, tmp_path, request_limits=(Window(3, 60),))

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Origin": "https://evil.example"}, 403),
            ({"Content-Type": "text/plain"}, 415),
            ({"Content-Type": "application/json"}, 401),
        ],
        ids=str,
    )
    @pytest.mark.parametrize("path", ["login", "reauth"])
    def test_what_is_refused_unread_is_counted_too(
        self, person: Person, path: str, headers: dict[str, str], status: int
    ) -> None:
        body = '{"email":"a@example.com","password":"wrong horse battery"}'

        def send() -> int:
            answer = person.browser.post(f"/api/auth/{path}", data=body, headers=headers)
            return answer.status_code

        assert [send() for _ in range(4)] == [status] * 3 + [429]
