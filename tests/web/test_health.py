"""Promise: readiness names what is missing, and Redis alone does not make it unready."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.db.migrations import init_migrations
from app.extensions import db
from tests.client import Client
from tests.clock import RunningClock
from tests.conftest import Backend, make_settings, settings_for
from tests.person import Person
from tests.rows import execute
from tests.services import Redis

pytestmark = pytest.mark.running_clock


@pytest.mark.parametrize(
    ("seconds", "status", "told"),
    [
        (1, 200, {"status": "ok"}),
        (-6, 200, {"status": "degraded", "missing": ["clock"]}),
        (6, 200, {"status": "degraded", "missing": ["clock"]}),
        (-30, 503, {"status": "unavailable", "missing": ["clock"]}),
        (3600, 503, {"status": "unavailable", "missing": ["clock"]}),
    ],
)
def test_a_clock_that_is_off_is_told_and_then_stops_the_node_f06(
    person: Person, seconds: int, status: int, told: dict[str, object]
) -> None:
    person.clock.move(seconds=seconds)
    answer = person.get("/readyz")
    assert (answer.status_code, answer.json) == (status, told)
    person.clock.move(seconds=-seconds)
    assert person.get("/readyz").json == {"status": "ok"}


def test_a_migrated_database_is_ready(app: Flask) -> None:
    answer = Client(app).get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    "statement",
    ["UPDATE alembic_version SET version_num = '0000'", "DELETE FROM alembic_version"],
)
def test_a_database_of_another_version_is_not_ready(app: Flask, statement: str) -> None:
    execute(app, statement)
    answer = Client(app).get("/readyz")
    assert (answer.status_code, answer.json["missing"]) == (503, ["migrations"])
    assert int(answer.headers["Retry-After"]) > 0


def test_a_node_goes_on_while_a_newer_one_upgrades_the_database_f09(
    person: Person, clock: RunningClock
) -> None:
    execute(person.app, "UPDATE alembic_version SET version_num = '9999'")
    execute(person.app, "ALTER TABLE users ADD COLUMN of_tomorrow TEXT")
    answer = person.get("/readyz")
    told = {"status": "degraded", "missing": ["migrations"]}
    assert (answer.status_code, answer.json) == (200, told)
    assert person.register().sign_in().enable().other_browser().sign_in().is_signed_in()
    clock.set_right()
    assert person.get("/readyz").json == told


@pytest.fixture
def empty(backend: Backend, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database holds nothing at all."""
    if backend.server is None:
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        name = f"empty_{abs(hash(tmp_path))}"
        with psycopg.connect(backend.server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        url = backend.server.url(name)
    made = create_app(make_settings(database_url=url), RunningClock())
    yield made
    with made.app_context():
        db.engine.dispose()


def test_an_unmigrated_database_is_not_ready_until_it_is_migrated(empty: Flask) -> None:
    browser = Client(empty)
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json["missing"]) == (503, ["migrations"])
    assert browser.get("/healthz").status_code == 200
    init_migrations(empty)
    with empty.app_context():
        flask_migrate.upgrade()
    assert browser.get("/readyz").json == {"status": "ok"}


class TestWithoutRedis:
    @pytest.fixture
    def redis(self) -> Iterator[Redis]:
        with Redis() as server:
            yield server

    @pytest.fixture
    def settings(self, backend: Backend, redis: Redis, tmp_path: Path) -> Settings:
        settings = settings_for(backend, tmp_path)
        return make_settings(
            database_url=settings.database_url, mail_url=settings.mail_url, redis_url=redis.url
        )

    def test_it_is_ready_but_degraded_and_says_why(self, person: Person, redis: Redis) -> None:
        assert person.get("/readyz").json == {"status": "ok"}
        redis.stop()
        answer = person.get("/readyz")
        assert (answer.status_code, answer.json) == (
            200,
            {"status": "degraded", "missing": ["redis"]},
        )

    def test_people_sign_in_and_stay_signed_in_f03(self, ann: Person, redis: Redis) -> None:
        ann.sign_in()
        redis.stop()
        assert ann.is_signed_in()
        assert ann.enable().other_browser().sign_in().is_signed_in()

    def test_it_recovers_when_redis_is_back(self, person: Person, redis: Redis) -> None:
        redis.stop()
        assert person.get("/readyz").json["status"] == "degraded"
        (redis.folder / "redis.sock").unlink(missing_ok=True)
        redis.start()
        assert person.get("/readyz").json == {"status": "ok"}
