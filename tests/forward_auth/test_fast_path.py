"""Promise: the fast path answers what the view would have answered, to the letter, or nothing; and
nothing is checked, counted or told less on it (R29, R60, R62, R83)."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask, request_started
from werkzeug.test import Cookie

from app import create_app
from app.config import Settings
from app.core.limits import Window
from app.sessions.models import AuthSession
from app.web.middleware import Front
from app.web.monitoring import access_log
from tests.client import Client
from tests.clock import FrozenClock
from tests.conftest import shipped_for
from tests.forward_auth.conftest import CADDY, HTML, NGINX, at_the_app
from tests.person import Person
from tests.policies import set_level
from tests.rows import execute, rows

_ME = "/api/auth/me"
_WEBSOCKET = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Key": "x"}
_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "me": (_ME, {}),
    "me, with a query": (f"{_ME}?a=1", {}),
    "me, as a page": (_ME, {"headers": HTML}),
    "me, HEAD": (_ME, {"method": "HEAD"}),
    "me, POST": (_ME, {"method": "POST", "json": {}}),
    "me, OPTIONS": (_ME, {"method": "OPTIONS"}),
    "me, with a body": (_ME, {"data": "x"}),
    "me, with an empty credential": (_ME, {"headers": {"Authorization": ""}}),
    "me, with a bad credential": (_ME, {"headers": {"Authorization": "Bearer x"}}),
    "me, at a strange host": (_ME, {"headers": {"Host": "bad host"}}),
    "me, one slash more": (f"{_ME}/", {}),
    "caddy": (CADDY, {}),
    "caddy, as a page": (CADDY, {"headers": HTML}),
    "caddy, for an app with a credential of its own": (CADDY, {"headers": {"Authorization": "x"}}),
    "caddy, HEAD": (CADDY, {"method": "HEAD"}),
    "caddy, for a websocket": (CADDY, {"headers": _WEBSOCKET}),
    "nginx, for a websocket": (NGINX, {"headers": _WEBSOCKET}),
    "nginx": (NGINX, {}),
    "nginx, told twice": (NGINX, {"headers": {"X-Original-URL": "https://a.b/, https://c.d/"}}),
    "caddy, told twice": (CADDY, {"headers": {"X-Forwarded-Host": "a.b, c.d"}}),
    **{
        f"{dialect} {query}": (f"{dialect}?{query}", {})
        for dialect in (CADDY, NGINX)
        for query in (
            "factor=2", "fresh=60", "fresh=299&factor=2", "group=user", "group=admin",
            "factor=1", "fresh=0", "fresh=%31", "fresh=", "factor", "factor=2&factor=2",
            "factor=2&factor=1", "group=", "admin=1", "&", "fresh=1&" * 30, "fresh=%ff",
            "f%61ctor=2", "group=user&group=admin", "group=user&group=user", "fresh=60&fresh=900",
        )
    },
}  # fmt: skip


@dataclass(frozen=True)
class _Caller:
    """One browser, as it asks with and without the fast path."""

    person: Person
    slow: Flask

    def ask(self, path: str, more: dict[str, Any], *, slowly: bool) -> tuple[object, ...]:
        app = self.slow if slowly else self.person.app
        client = Client(app, use_cookies=False)
        cookies = "; ".join(f"{each.key}={each.value}" for each in self._jar())
        raw = {"HTTP_COOKIE": cookies} if cookies else {}
        answer = client.open(path, environ_overrides=raw, **more)
        body = answer.get_json(silent=True) or answer.data
        told = body.pop("requestId", None) if isinstance(body, dict) else None
        headers = sorted((n, v) for n, v in answer.headers if n != "X-Request-Id" and v != told)
        return answer.status_code, headers, body if isinstance(body, dict) else answer.data

    def _jar(self) -> Iterable[Cookie]:
        held = self.person.browser._cookies
        assert held is not None
        return held.values()


@pytest.fixture
def slow(
    request: pytest.FixtureRequest, settings: Settings, clock: FrozenClock, ann: Person
) -> Iterator[Flask]:
    """The same instance without the fast path."""
    app = create_app(settings, clock)
    del app.wsgi_app
    app.wsgi_app = shipped_for(settings, request).bridge(Front(app))  # type: ignore[method-assign]
    yield app
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


def _nobody(ann: Person) -> Person:
    return ann.other_browser()


def _signed_in(ann: Person) -> Person:
    return ann.sign_in()


def _enrolled(ann: Person) -> Person:
    return ann.sign_in().enable()


def _proven(ann: Person) -> Person:
    return ann.sign_in().enable().other_browser().sign_in()


def _stale(ann: Person) -> Person:
    ann.sign_in().enable()
    ann.clock.move(seconds=1800)
    return ann


def _at_the_app(ann: Person) -> Person:
    return at_the_app(ann.sign_in())


def _signed_out(ann: Person) -> Person:
    copy = at_the_app(ann.sign_in())
    copy.use_cookie("__Host-session", ann.held_cookie("__Host-session"))
    ann.post("logout", {})
    return copy


def _disabled(ann: Person) -> Person:
    ann.sign_in()
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    return ann


def _expired(ann: Person) -> Person:
    ann.sign_in()
    ann.clock.move(seconds=31 * 86_400)
    return ann


def _forged(ann: Person) -> Person:
    twin = ann.sign_in().other_browser()
    twin.use_cookie("__Host-session", ann.held_cookie("__Host-session")[:-1])
    return twin


def _must_enrol(ann: Person) -> Person:
    set_level(ann.app, "everyone")
    return ann.sign_in()


_CALLERS: list[Callable[[Person], Person]] = [
    _nobody, _signed_in, _enrolled, _proven, _stale, _at_the_app, _signed_out, _disabled, _expired,
    _forged, _must_enrol,
]  # fmt: skip


@pytest.mark.parametrize("become", _CALLERS, ids=lambda each: each.__name__[1:])
def test_the_answer_is_that_of_the_view(
    ann: Person, slow: Flask, become: Callable[[Person], Person]
) -> None:
    caller = _Caller(become(ann), slow)
    for name, (path, more) in _CALLS.items():
        fast, view = (caller.ask(path, dict(more), slowly=each) for each in (False, True))
        assert fast == view, name


@pytest.mark.parametrize("path", [_ME, CADDY, NGINX])
def test_a_plain_yes_takes_the_fast_path_and_nothing_else_does(ann: Person, path: str) -> None:
    through_flask: list[str] = []

    def note(sender: Flask, **_: Any) -> None:
        through_flask.append(path)

    with request_started.connected_to(note, ann.app):
        assert ann.sign_in().get(path).status_code == 200
        assert len(through_flask) == 1  # the login
        assert ann.get(path, headers={"Authorization": "Bearer x"}).status_code in {200, 401}
        assert len(through_flask) == (2 if path == _ME else 1)
        assert ann.other_browser().get(path).status_code in {401, 302}
        assert len(through_flask) == (3 if path == _ME else 2)


def test_both_ways_write_the_same_line(
    ann: Person, slow: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller, heard = _Caller(ann.sign_in(), slow), list[dict[str, Any]]()
    monkeypatch.setattr(access_log, "_listeners", [])
    access_log.listen(lambda line: heard.append(json.loads(line)))
    for path in (_ME, CADDY):
        for slowly in (False, True):
            caller.ask(path, {}, slowly=slowly)
    lines = [{k: v for k, v in each.items() if k not in {"requestId", "ms"}} for each in heard]
    assert (lines[0], lines[2]) == (lines[1], lines[3])
    assert [each["route"] for each in lines] == [_ME, _ME, CADDY, CADDY]
    assert {each["userId"] for each in lines} == {ann.get("me").json["user"]["id"]}


def test_both_ways_note_the_visit_once_a_minute(ann: Person) -> None:
    ann.sign_in()
    for _ in range(2):
        ann.clock.move(seconds=61)
        assert ann.is_signed_in()
        [session] = rows(ann.app, AuthSession)
        assert session.last_seen_at == ann.clock.now()


@pytest.mark.parametrize(("path", "status"), [(CADDY, 401), (NGINX, 401)])
def test_a_strangers_websocket_is_sent_to_the_login_page(
    ann: Person, path: str, status: int
) -> None:
    answer = ann.get(path, headers=_WEBSOCKET)
    assert (answer.status_code, "Location" in answer.headers) == (status, True)


class TestFlood:
    """What is counted on the view is counted on the fast path."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, request_limits=(Window(20, 60),))

    def test_a_flood_of_session_checks_is_refused(self, ann: Person) -> None:
        ann.sign_in()
        assert [ann.get("sessions").status_code for _ in range(3)] == [200] * 3
        found = [ann.get("me").status_code for _ in range(30)]
        assert found == [200] * 17 + [429] * 13  # three on the view before; each is counted once
        assert ann.get(CADDY).status_code == 200
