"""Promise: one address cannot flood the calls, with Redis or without it (R53, F03)."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import redis
from limits.storage import MemoryStorage

from app.config import Settings
from app.core.limits import Window
from tests.client import Answer
from tests.clock import RunningClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.services import Redis
from tests.web.test_database_gone import Outage

pytestmark = pytest.mark.running_clock

_LIMIT = 5
_HERE = {"REMOTE_ADDR": "192.0.2.1"}


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> str | None:
    """The address of the store that counts what strangers call; None for memory."""
    if request.param == "memory":
        return None
    server: Redis = request.getfixturevalue("redis_server")
    with redis.from_url(server.url.removeprefix("redis+")) as counts:
        counts.flushall()
    return server.url


@pytest.fixture
def settings(sqlite_backend: Backend, store: str | None, tmp_path: Path) -> Settings:
    return _limited(sqlite_backend, tmp_path, store)


def _limited(backend: Backend, folder: Path, store: str | None) -> Settings:
    usual = settings_for(backend, folder, request_limits=(Window(_LIMIT, 600),))
    return replace(usual, redis_url=store)


def _look(person: Person, path: str = "me", *, ip: str = "192.0.2.1", **more: str) -> Answer:
    """Call as somebody who could be signed in."""
    return person.get(path, environ_overrides={"REMOTE_ADDR": ip}, buffered=True, headers=more)


def _knock(person: Person, path: str = "login", *, ip: str = "192.0.2.1", **more: str) -> Answer:
    """Call what strangers call; nothing in the body is right."""
    return person.post(path, {}, environ_overrides={"REMOTE_ADDR": ip}, headers=more)


CALLS = {"session checks": (_look, 401), "strangers": (_knock, 400)}
EACH = pytest.mark.parametrize("calls", CALLS)


def _fill(person: Person, calls: str, ip: str = "192.0.2.1") -> None:
    call, usual = CALLS[calls]
    assert [call(person, ip=ip).status_code for _ in range(_LIMIT)] == [usual] * _LIMIT


@EACH
def test_one_more_than_the_limit_is_refused_with_a_wait_r55(person: Person, calls: str) -> None:
    _fill(person, calls)
    answer = CALLS[calls][0](person)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert set(answer.json) == {"message", "code", "requestId", "retryAfter"}
    assert answer.json["requestId"] == answer.headers["X-Request-Id"]
    assert 0 < int(answer.headers["Retry-After"]) == answer.json["retryAfter"] <= 600
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [name for name, _ in answer.headers if name.startswith("X-RateLimit")]


@EACH
def test_another_address_is_not_held_up(person: Person, calls: str) -> None:
    _fill(person, calls)
    call, usual = CALLS[calls]
    assert call(person).status_code == 429
    assert call(person, ip="192.0.2.2").status_code == usual


@EACH
def test_one_ipv6_network_is_one_address_r53(person: Person, calls: str) -> None:
    call, usual = CALLS[calls]
    for last in range(_LIMIT):
        assert call(person, ip=f"2001:db8::{last}").status_code == usual
    assert call(person, ip="2001:db8::ffff:1").status_code == 429
    assert call(person, ip="2001:db8:0:1::1").status_code == usual


@EACH
def test_no_header_makes_another_address_r53(person: Person, calls: str) -> None:
    _fill(person, calls)
    for header in ("X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP", "Client-IP"):
        assert CALLS[calls][0](person, **{header: "198.51.100.7"}).status_code == 429, header


@EACH
def test_an_address_that_cannot_be_told_is_counted_too_r53(person: Person, calls: str) -> None:
    _fill(person, calls, ip="")
    assert CALLS[calls][0](person, ip="nonsense").status_code == 429


def test_no_spelling_of_the_path_and_no_method_escapes_the_count_r53(person: Person) -> None:
    _fill(person, "session checks")
    for path in ("me", "me?a=1", "sessions", "2fa/pending", "login", "/api/openapi.json"):
        assert _look(person, path).status_code == 429, path
    for method, path in (("HEAD", "me"), ("DELETE", "sessions"), ("OPTIONS", "login")):
        assert person.call(method, path, environ_overrides=_HERE).status_code == 429, method


def test_all_calls_of_strangers_are_counted_together_r53(person: Person) -> None:
    _fill(person, "strangers")
    for path in (
        *("login?a=1", "register", "verify-email", "verify-email/look", "verify-email/decline"),
        *("verify-email/resend", "password/forgot", "password/reset", "email/undo"),
        *("token", "token/verify", "token/refresh", "2fa/verify-login", "2fa/extend"),
        *("recovery", "recovery/stop", "recovery/finish"),
    ):
        assert _knock(person, path).status_code == 429, path


def test_pages_and_health_are_not_counted(person: Person) -> None:
    _fill(person, "session checks")
    assert _look(person).status_code == 429
    assert _look(person, "/healthz").status_code == _look(person, "/readyz").status_code == 200
    assert _look(person, "/login").status_code != 429


def test_without_the_database_a_flood_is_refused_all_the_same_f01(
    person: Person, sqlite_backend: Backend
) -> None:
    Outage(person.app, sqlite_backend).begin()
    _fill(person, "session checks")
    assert _look(person).status_code == 429


class TestWideLimit:
    """What is counted where."""

    @pytest.fixture
    def settings(self, sqlite_backend: Backend, redis_server: Redis, tmp_path: Path) -> Settings:
        return replace(settings_for(sqlite_backend, tmp_path), redis_url=redis_server.url)

    def test_a_session_check_asks_no_store_but_the_database(
        self, ann: Person, redis_server: Redis
    ) -> None:
        ann.sign_in()
        with redis.from_url(redis_server.url.removeprefix("redis+")) as counts:
            before = _commands(counts)
            assert ann.get("me").status_code == 200  # on the fast path
            assert ann.get("sessions").status_code == 200
            assert ann.get("/api/authz/forward-auth").status_code == 200
            assert _commands(counts) == before
            assert _knock(ann).status_code == 400
            assert _commands(counts) > before


def _commands(counts: redis.Redis) -> int:
    """How many commands have reached Redis, but for those that ask this."""
    told = counts.info("commandstats")
    assert isinstance(told, dict)
    return sum(each["calls"] for name, each in told.items() if name != "cmdstat_info")


class TestSilentRedis:
    """Something takes each connection and never answers."""

    @pytest.fixture
    def silence(self, tmp_path: Path) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "silent.sock"))
            server.listen(64)
            server.setblocking(False)
            yield server

    @pytest.fixture
    def store(self, silence: socket.socket) -> str:
        return f"redis+unix://{silence.getsockname()}"

    def test_it_costs_a_stranger_one_timeout_and_not_each_stranger(
        self, person: Person, silence: socket.socket, clock: RunningClock
    ) -> None:
        begun = clock.now()
        _fill(person, "strangers")
        assert _knock(person).status_code == 429
        assert (clock.now() - begun).total_seconds() < 3
        # And no retries of the client's own; the second one is the look whether it is back.
        assert _calls(silence) <= 2


def _calls(server: socket.socket) -> int:
    """How many connections were made."""
    calls = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return calls
        calls += 1


def test_a_fault_of_the_counting_ends_no_call(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> int:
        raise RuntimeError("threads can only be started once")

    monkeypatch.setattr(MemoryStorage, "incr", fail)
    assert person.log_in().status_code == 401
