"""Promise: PostgreSQL parses and plans the reads of a request once. Through a pooler it does so
each time, since another client's statement may have the same name there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Select, column, literal, select, table
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.db.reads import READS, find_rows
from app.extensions import db, now
from app.sessions.lookup import find_session
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.rows import execute
from tests.services import PgBouncer, Postgres

_KEPT: Select[Any] = select(column("statement")).select_from(table("pg_prepared_statements"))
_OFTEN = 8


@contextmanager
def opened(backend: Backend, folder: Path, pooler: PgBouncer | None = None) -> Iterator[Flask]:
    settings = replace(settings_for(backend, folder), redis_url=None)
    if pooler is not None:
        settings = replace(settings, database_url=pooler.through(settings.database))
    app = create_app(settings, FrozenClock())
    with app.app_context():
        yield app
        db.engine.dispose()


def kept() -> list[str]:
    return [row.statement for row in find_rows(_KEPT)]


def check_often() -> None:
    for _ in range(_OFTEN):
        assert find_session("no such token", now()) is None


def test_the_look_for_a_session_is_kept(postgres_backend: Backend, tmp_path: Path) -> None:
    with opened(postgres_backend, tmp_path):
        check_often()
        assert [each for each in kept() if "FROM sessions JOIN users" in each]


def test_a_transaction_keeps_none(postgres_backend: Backend, tmp_path: Path) -> None:
    with opened(postgres_backend, tmp_path), db.engine.connect() as connection:
        for _ in range(_OFTEN):
            assert connection.execute(_KEPT).all() == []


def test_through_a_pooler_none_is_kept(
    postgres_backend: Backend, postgres: Postgres, tmp_path: Path
) -> None:
    with (
        PgBouncer(postgres, connections=1) as pooler,
        opened(postgres_backend, tmp_path, pooler),
    ):
        check_often()
        assert kept() == []


def test_a_read_goes_on_where_a_migration_changed_its_columns(
    postgres_backend: Backend, tmp_path: Path
) -> None:
    with opened(postgres_backend, tmp_path) as app:
        check_often()
        execute(app, "ALTER TABLE users ALTER COLUMN name TYPE text")
        check_often()


def test_a_connection_whose_statement_is_gone_is_replaced(
    postgres_backend: Backend, tmp_path: Path
) -> None:
    asked = select(literal(1))
    with opened(postgres_backend, tmp_path), db.engines[READS].connect() as connection:
        for _ in range(_OFTEN):
            connection.execute(asked)
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.pgconn.exec_(b"DEALLOCATE ALL")  # psycopg does not know of it
        with pytest.raises(DBAPIError) as lost:
            connection.execute(asked)
        assert lost.value.connection_invalidated
