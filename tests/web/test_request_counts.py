"""Promise: workers without Redis count the requests of an address together, in the database, and a
busy or lost database makes no request fail (R53, F03)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from app.web.limits import limit_layers
from app.web.request_counts import DatabaseStorage, RequestCount
from flask import Flask
from sqlalchemy import Connection, text

from app import create_app
from app.config import Settings
from app.core.limits import Window
from app.db import write_tx
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import Backend, make_settings, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import execute, rows
from tests.web.test_database_gone import Outage

LIMIT, SECONDS = 6, 600


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    """Two workers and no Redis."""
    usual = settings_for(backend, tmp_path)
    return make_settings(
        database_url=usual.database_url,
        mail_url=usual.mail_url,
        instance_dir=tmp_path,
        workers=2,
        request_limits=(Window(LIMIT, SECONDS),),
    )


@pytest.fixture
def second(app: Flask, settings: Settings, clock: FrozenClock) -> Iterator[Flask]:
    """The other worker."""
    made = create_app(settings, clock)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def storage(app: Flask) -> Iterator[DatabaseStorage]:
    with app.app_context():
        layer = limit_layers()[0]
        assert isinstance(layer.storage, DatabaseStorage)
        yield layer.storage


def _ask(app: Flask, ip: str = "192.0.2.1") -> int:
    where = {"REMOTE_ADDR": ip}
    return app.test_client().get("/api/auth/me", environ_overrides=where).status_code


def _outages(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {layer.name: layer.outages for layer in limit_layers()}


def test_two_workers_share_one_count(app: Flask, second: Flask) -> None:
    answers = [_ask((app, second)[number % 2]) for number in range(LIMIT + 2)]
    assert answers == [401] * LIMIT + [429] * 2
    assert _ask(second, "192.0.2.2") == 401


def test_a_burst_on_two_workers_passes_no_more_than_the_limit(app: Flask, second: Flask) -> None:
    answers = race([lambda one=one: _ask(one) for one in (app, second) * 15])
    assert sorted(answers) == [401] * LIMIT + [429] * (30 - LIMIT)


def test_a_window_ends(app: Flask, clock: FrozenClock) -> None:
    assert [_ask(app) for _ in range(LIMIT + 1)][-1] == 429
    clock.move(seconds=SECONDS - 1)
    assert _ask(app) == 429
    clock.move(seconds=1)
    assert [_ask(app) for _ in range(LIMIT + 1)] == [401] * LIMIT + [429]


def test_windows_that_ended_leave_no_rows(app: Flask, clock: FrozenClock) -> None:
    for number in range(5):
        _ask(app, f"192.0.2.{number}")
    assert len(rows(app, RequestCount)) == 5
    clock.move(seconds=SECONDS)
    _ask(app, "192.0.2.77")
    assert len(rows(app, RequestCount)) == 1


def test_a_count_survives_a_restart_f10(app: Flask, settings: Settings) -> None:
    assert [_ask(app) for _ in range(LIMIT)] == [401] * LIMIT
    with app.app_context():
        db.engine.dispose()
    again = create_app(settings, FrozenClock())
    assert _ask(again) == 429
    with again.app_context():
        db.engine.dispose()


def test_a_request_that_rolls_back_was_counted_all_the_same(
    app: Flask, storage: DatabaseStorage
) -> None:
    with app.app_context():
        storage.incr("a", SECONDS)
        db.session.rollback()
        assert storage.get("a") == 1


def test_the_requests_own_transaction_never_sees_the_counting(
    app: Flask, storage: DatabaseStorage
) -> None:
    db.session.execute(text("SELECT count(*) FROM users"))
    storage.incr("a", SECONDS)
    storage.incr("a", SECONDS)
    assert not db.session.new
    assert not db.session.dirty
    with write_tx() as tx:
        tx.execute(text("DELETE FROM users"))
    assert storage.get("a") == 2


def test_the_counts_keep_the_contract_of_the_library(
    storage: DatabaseStorage, clock: FrozenClock
) -> None:
    assert (storage.get("a"), storage.get_expiry("a")) == (0, clock.now().timestamp())
    assert [storage.incr("a", SECONDS, 2), storage.incr("a", SECONDS)] == [2, 3]
    assert storage.get_expiry("a") == clock.now().timestamp() + SECONDS
    assert storage.check() is True
    storage.clear("a")
    assert storage.get("a") == 0
    storage.incr("b", SECONDS)
    storage.reset()
    assert storage.get("b") == 0


def _lock(app: Flask) -> Connection:
    """Hold the counts as a long writer does."""
    engine = db.engine
    connection = engine.connect().execution_options(sqlite_begin="EXCLUSIVE")
    if engine.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE request_counts IN ACCESS EXCLUSIVE MODE"))
    else:
        connection.execute(text("DELETE FROM request_counts"))
    return connection


def test_a_busy_database_holds_no_request_up_and_lets_none_pass_uncounted_f11(
    app: Flask, second: Flask
) -> None:
    with app.app_context(), _lock(app), ThreadPoolExecutor(1) as thread:
        answers = [thread.submit(_ask, app).result(5) for _ in range(LIMIT)]
    # Each worker's memory charges a request for both, so that together they pass the limit.
    assert answers == [401] * (LIMIT // 2) + [429] * (LIMIT // 2)
    assert _outages(app) == {"database": 1, "memory": 0}


def test_a_lost_database_is_no_crash_of_the_limiter_f01(
    app: Flask, person: Person, backend: Backend, caplog: pytest.LogCaptureFixture
) -> None:
    outage = Outage(app, backend)
    outage.begin()
    answers = [_ask(app) for _ in range(LIMIT)]
    assert answers == [401] * (LIMIT // 2) + [429] * (LIMIT // 2)
    told = [each.getMessage() for each in caplog.records if "request limits" in each.getMessage()]
    assert told == ["request limits: database does not answer (OperationalError)"]
    outage.end()
    person.clock.move(seconds=1)
    assert [_ask(app, "192.0.2.9") for _ in range(LIMIT + 1)] == [401] * LIMIT + [429]
    assert caplog.records[-1].getMessage() == "request limits: database answers again"


def test_a_database_without_the_table_is_no_crash_either(app: Flask) -> None:
    execute(app, "ALTER TABLE request_counts RENAME TO away")
    assert _ask(app) == 401
    execute(app, "ALTER TABLE away RENAME TO request_counts")
