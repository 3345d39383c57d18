"""Promise: a server that closes idle connections costs nobody an answer, not even the first one."""

import time
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from app.config import Settings
from app.extensions import db
from tests.conftest import Backend, settings_for
from tests.databases import leave
from tests.person import Person
from tests.racing import race
from tests.services import Postgres

_MANY = 8  # more at once meet PASSWORD_LIMITS


@pytest.fixture
def settings(postgres_backend: Backend, postgres: Postgres, tmp_path: Path) -> Settings:
    """The settings of an application whose database closes a connection after 0.4 s."""
    found = settings_for(postgres_backend, tmp_path)
    leave(found.database)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name_of(found)} SET idle_session_timeout = '400ms'")
    return found


def name_of(settings: Settings) -> str:
    return str(make_url(settings.database).database)


def open_connections(postgres: Postgres, name: str) -> int:
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(postgres.url()) as connection:
        [found] = connection.execute(count, [name]).fetchone() or [0]
    return int(found)


def wait_until_all_are_closed(postgres: Postgres, name: str) -> None:
    for _ in range(200):
        if open_connections(postgres, name) == 0:
            return
        time.sleep(0.05)
    raise AssertionError("a connection stays open")


def test_the_first_calls_after_it_are_answered(
    app: Flask, settings: Settings, postgres: Postgres, enrolled: Person
) -> None:
    waiting, name = enrolled.other_browser().half(), name_of(settings)
    crowd = [enrolled.other_browser() for _ in range(_MANY)]

    def log_in_all() -> list[int]:
        return [each.status_code for each in race([each.log_in for each in crowd])]

    assert log_in_all() == [200] * _MANY
    assert open_connections(postgres, name) > 1
    wait_until_all_are_closed(postgres, name)
    assert enrolled.get("me").status_code == 200
    wait_until_all_are_closed(postgres, name)
    assert log_in_all() == [200] * _MANY
    wait_until_all_are_closed(postgres, name)
    assert waiting.verify().status_code == 200


def test_the_pools_are_those_that_the_guide_tells(app: Flask) -> None:
    page = Path("docs/postgresql.md").read_text("utf-8")
    with app.app_context():
        pools = [engine.pool for engine in db.engines.values()]
    for pool in pools:
        kept, more = pool.size(), pool._max_overflow  # type: ignore[attr-defined]
        assert f"keeps {kept} and opens up to {kept + more}" in " ".join(page.split())
