"""Promise: one address cannot flood the calls, with Redis or without it (R53, F03)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from app.config import Settings
from app.core.limits import Window
from tests.conftest import Backend, make_settings, settings_for
from tests.person import Person
from tests.services import Redis

pytestmark = pytest.mark.running_clock

_LIMIT = 5


def _limited(settings: Settings, **changes: object) -> Settings:
    return make_settings(
        database_url=settings.database_url,
        mail_url=settings.mail_url,
        request_limits=(Window(_LIMIT, 600),),
        **{"redis_url": settings.redis_url, **changes},
    )


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return _limited(settings_for(backend, tmp_path))


def _ask(person: Person, path: str = "me", *, ip: str = "192.0.2.1", **more: str) -> TestResponse:
    return person.get(path, environ_overrides={"REMOTE_ADDR": ip}, buffered=True, headers=more)


def _fill(person: Person, ip: str = "192.0.2.1") -> None:
    assert [_ask(person, ip=ip).status_code for _ in range(_LIMIT)] == [401] * _LIMIT


def test_one_more_than_the_limit_is_refused_with_a_wait_r55(person: Person) -> None:
    _fill(person)
    answer = _ask(person)
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert 0 < int(answer.headers["Retry-After"]) == answer.json["retryAfter"] <= 600


def test_another_address_is_not_held_up(person: Person) -> None:
    _fill(person)
    assert _ask(person).status_code == 429
    assert _ask(person, ip="192.0.2.2").status_code == 401


def test_one_ipv6_network_is_one_address_r53(person: Person) -> None:
    for last in range(_LIMIT):
        assert _ask(person, ip=f"2001:db8::{last}").status_code == 401
    assert _ask(person, ip="2001:db8::ffff:1").status_code == 429
    assert _ask(person, ip="2001:db8:0:1::1").status_code == 401


def test_no_header_makes_another_address_r53(person: Person) -> None:
    _fill(person)
    for header in ("X-Forwarded-For", "X_Forwarded_For", "Forwarded", "X-Real-IP", "Client-IP"):
        assert _ask(person, **{header: "198.51.100.7"}).status_code == 429, header


def test_no_spelling_of_the_path_and_no_method_escapes_the_count_r53(person: Person) -> None:
    _fill(person)
    for path in ("me", "me?a=1", "sessions", "2fa/pending", "/api/openapi.json"):
        assert _ask(person, path).status_code == 429, path
    more = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.1"}}
    assert person.call("HEAD", "me", **more).status_code == 429
    assert person.post("login", {}, **more).status_code == 429
    assert person.call("DELETE", "sessions", **more).status_code == 429


def test_an_address_that_cannot_be_told_is_counted_too_r53(person: Person) -> None:
    _fill(person, ip="")
    assert _ask(person, ip="nonsense").status_code == 429


def test_pages_and_health_are_not_counted(person: Person) -> None:
    _fill(person)
    assert _ask(person).status_code == 429
    assert _ask(person, "/healthz").status_code == _ask(person, "/readyz").status_code == 200
    assert _ask(person, "/login").status_code != 429


class TestWithoutRedis:
    @pytest.fixture
    def redis(self) -> Iterator[Redis]:
        with Redis() as server:
            yield server

    @pytest.fixture
    def settings(self, backend: Backend, redis: Redis, tmp_path: Path) -> Settings:
        return _limited(settings_for(backend, tmp_path), redis_url=redis.url)

    def test_the_gate_holds_when_redis_dies_f03(self, person: Person, redis: Redis) -> None:
        assert _ask(person).status_code == 401
        redis.stop()
        answers = [_ask(person).status_code for _ in range(_LIMIT + 1)]
        assert answers == [401] * _LIMIT + [429]

    def test_the_shop_stays_open_when_redis_was_never_there_f03(
        self, person: Person, redis: Redis
    ) -> None:
        redis.stop()
        _fill(person)
        answer = _ask(person)
        assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
