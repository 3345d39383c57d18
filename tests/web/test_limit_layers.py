"""Promise: while Redis is gone the database counts, at once and for all workers; one log line and
one number tell of the outage, and Redis counts again when it is back (F03)."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.web.limits import limit_layers
from app.web.request_counts import RequestCount
from flask import Flask

from app import create_app
from app.config import Settings
from app.core.limits import Window
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import Backend, make_settings, settings_for
from tests.rows import rows
from tests.services import Redis

LIMIT = 6


@pytest.fixture
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


@pytest.fixture
def settings(backend: Backend, redis: Redis, tmp_path: Path) -> Settings:
    return _limited(settings_for(backend, tmp_path), redis_url=redis.url)


def _limited(usual: Settings, **changes: object) -> Settings:
    return make_settings(
        database_url=usual.database_url,
        mail_url=usual.mail_url,
        request_limits=(Window(LIMIT, 600),),
        **changes,
    )


@pytest.fixture
def second(app: Flask, settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    """Another worker, or another node."""
    made = create_app(settings, clock)
    yield made
    with made.app_context():
        db.engine.dispose()


def _ask(app: Flask, ip: str = "192.0.2.1") -> int:
    where = {"REMOTE_ADDR": ip}
    return app.test_client().get("/api/auth/me", environ_overrides=where).status_code


def _numbers(app: Flask) -> dict[str, tuple[int, int]]:
    """Outages and missed requests of each store, the best store first."""
    with app.app_context():
        return {layer.name: (layer.outages, layer.missed) for layer in limit_layers()}


def test_while_redis_answers_the_database_is_left_alone(app: Flask, second: Flask) -> None:
    answers = [_ask((app, second)[number % 2]) for number in range(LIMIT + 1)]
    assert answers == [401] * LIMIT + [429]
    assert rows(app, RequestCount) == []
    assert _numbers(app) == {"redis": (0, 0), "database": (0, 0), "memory": (0, 0)}


def test_two_workers_share_one_count_while_redis_is_gone(
    app: Flask, second: Flask, redis: Redis
) -> None:
    redis.stop()
    answers = [_ask((app, second)[number % 2]) for number in range(LIMIT + 2)]
    assert answers == [401] * LIMIT + [429] * 2


def test_an_outage_is_told_once_and_counted(
    app: Flask, redis: Redis, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    redis.stop()
    for _ in range(5):
        _ask(app)
        clock.move(seconds=1)  # it is asked anew, and still gone
    told = [each.getMessage() for each in caplog.records]
    assert told == ["request limits: redis does not answer (ConnectionError)"]
    assert _numbers(app)["redis"] == (1, 5)


def test_redis_counts_again_when_it_is_back(
    app: Flask, redis: Redis, clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    redis.stop()
    assert [_ask(app) for _ in range(LIMIT + 1)][-1] == 429
    redis.start()
    assert _ask(app) == 429
    clock.move(seconds=1)
    assert [_ask(app) for _ in range(LIMIT + 1)] == [401] * LIMIT + [429]
    assert caplog.records[-1].getMessage() == "request limits: redis answers again"
    redis.stop()
    _ask(app)
    assert _numbers(app)["redis"][0] == 2


def test_a_clock_that_was_set_back_does_not_keep_redis_away_f06(
    app: Flask, redis: Redis, clock: FrozenClock
) -> None:
    redis.stop()
    _ask(app)
    redis.start()
    clock.move(seconds=-3600)
    _ask(app)
    _ask(app)
    assert _numbers(app)["redis"] == (1, 1)


class TestSilentRedis:
    """Something takes the connection and never answers."""

    @pytest.fixture
    def silence(self, tmp_path: Path) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "silent.sock"))
            server.listen(64)
            server.setblocking(False)
            yield server

    @pytest.fixture
    def settings(self, backend: Backend, silence: socket.socket, tmp_path: Path) -> Settings:
        url = f"redis+unix://{silence.getsockname()}"
        return _limited(settings_for(backend, tmp_path), redis_url=url)

    def test_it_costs_one_request_a_second_its_timeout(
        self, app: Flask, silence: socket.socket, clock: FrozenClock
    ) -> None:
        answers = [_ask(app) for _ in range(LIMIT + 1)]
        assert answers == [401] * LIMIT + [429]
        clock.move(seconds=1)
        _ask(app)
        assert _numbers(app)["redis"] == (1, LIMIT + 2)
        assert _calls(silence) == 2  # and no retries of the client's own


def _calls(server: socket.socket) -> int:
    """How many connections were made."""
    calls = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return calls
        calls += 1


@pytest.mark.parametrize(
    ("workers", "with_redis", "stores"),
    [
        (1, False, ["memory"]),
        (2, False, ["database", "memory"]),
        (1, True, ["redis", "database", "memory"]),
        (4, True, ["redis", "database", "memory"]),
    ],
)
def test_which_stores_count(
    sqlite_backend: Backend, tmp_path: Path, workers: int, with_redis: bool, stores: list[str]
) -> None:
    url = "redis+unix:///nowhere.sock" if with_redis else None
    made = create_app(
        _limited(settings_for(sqlite_backend, tmp_path), workers=workers, redis_url=url)
    )
    with made.app_context():
        assert [layer.name for layer in limit_layers()] == stores
