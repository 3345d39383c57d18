"""Promise: the connections that look-ups keep are few, go back to the pool as they came, and none
outlives what it was connected to."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.db import kept
from app.db.kept import kept_connections
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person


def test_the_same_connection_serves_look_after_look(app: Flask, ann: Person) -> None:
    ann.sign_in()
    with app.app_context():
        first = kept_connections().take()
        kept_connections().give_back(first)
        assert ann.is_signed_in()
        assert kept_connections().take() is first


def test_no_more_than_a_few_are_kept(app: Flask) -> None:
    with app.app_context():
        lent = [kept_connections().take() for _ in range(20)]
        for each in lent:
            kept_connections().give_back(each)
        assert db.engine.pool.checkedout() == 8  # type: ignore[attr-defined]


def test_one_that_was_kept_for_too_long_goes_back_to_the_pool(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_KEPT_SECONDS", 0.0)
    with app.app_context():
        first = kept_connections().take()
        kept_connections().give_back(first)
        assert (second := kept_connections().take()) is not first
        assert second.pooled.is_valid
        assert db.engine.pool.checkedout() == 1  # type: ignore[attr-defined]


def test_what_goes_back_begins_transactions_again(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()
        kept_connections().end(kept_connections().take())
        db.session.execute(text("INSERT INTO data_keys VALUES ('a', 'a', '2026-01-01')"))
        db.session.rollback()
        assert db.session.scalar(text("SELECT count(*) FROM data_keys WHERE id = 'a'")) == 0


def test_nothing_is_kept_of_an_engine_that_was_disposed_of(app: Flask) -> None:
    with app.app_context():
        first = kept_connections().take()
        kept_connections().give_back(first)
        db.engine.dispose()
        assert not first.pooled.is_valid
        assert kept_connections().take() is not first


def test_a_look_survives_that_the_server_ended_what_was_kept(
    postgres_backend: Backend, tmp_path: Path
) -> None:
    app = create_app(settings_for(postgres_backend, tmp_path), clock := FrozenClock())
    ann = Person(app, clock).register().sign_in()
    assert ann.is_signed_in()
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    with app.app_context(), db.engine.connect() as connection:
        ended = text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
        assert connection.execute(ended).all()
    assert ann.is_signed_in()
    with app.app_context():
        db.engine.dispose()


def test_one_that_broke_while_it_was_kept_is_replaced(
    postgres_backend: Backend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_KEPT_SECONDS", 0.0)
    app = create_app(settings_for(postgres_backend, tmp_path), FrozenClock())
    with app.app_context():
        first = kept_connections().take()
        kept_connections().give_back(first)
        driver: Any = first.pooled.driver_connection
        driver.pgconn.finish()
        assert kept_connections().take() is not first
        db.engine.dispose()
