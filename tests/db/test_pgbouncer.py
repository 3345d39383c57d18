"""Promise: behind PgBouncer in transaction mode, where any connection to PostgreSQL may serve any
statement, everything works as without it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.db.migrations import init_migrations
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import events
from tests.services import PgBouncer, Postgres

_FEW = 2


@pytest.fixture(scope="module")
def pooler(postgres: Postgres) -> Iterator[PgBouncer]:
    with PgBouncer(postgres, connections=_FEW) as server:
        yield server


@pytest.fixture
def app(
    pooler: PgBouncer, postgres_backend: Backend, tmp_path: Path, clock: FrozenClock
) -> Iterator[Flask]:
    # Without Redis: the pooler alone is looked at.
    direct = replace(settings_for(postgres_backend, tmp_path), redis_url=None)
    made = create_app(replace(direct, database_url=pooler.through(direct.database)), clock)
    yield made
    with made.app_context():
        db.engine.dispose()


def test_people_sign_in_and_stay_signed_in_beside_each_other(app: Flask, enrolled: Person) -> None:
    """The driver would prepare what it has sent five times, and find another client's statement."""

    def visit(code: str) -> list[int]:
        browser = enrolled.other_browser()
        answers = [browser.log_in() for _ in range(12)]
        answers += [browser.verify(code), *(browser.get("me") for _ in range(12))]
        return [each.status_code for each in [*answers, browser.post("logout")]]

    found = race([partial(visit, code) for code in enrolled.backup_codes[:4]])
    assert {status for each in found for status in each} == {200}


def test_of_many_that_bring_one_code_one_passes(app: Flask, enrolled: Person) -> None:
    halves = [enrolled.other_browser().half() for _ in range(5)]
    code = enrolled.code()
    answers = race([partial(one.verify, code) for one in halves])
    assert sorted(answer.status_code for answer in answers) == [200] + [400] * 4
    assert len(events(app, "2fa.code_refused")) == 4


def test_a_new_database_is_migrated_through_it(
    app: Flask, pooler: PgBouncer, postgres: Postgres, tmp_path: Path
) -> None:
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE through_pgbouncer")
    settings = replace(
        app.extensions["second_lock"].settings,
        database_url=pooler.through(postgres.url("through_pgbouncer")),
    )
    fresh = create_app(settings, FrozenClock())
    init_migrations(fresh)
    with fresh.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            assert len(connection.execute(text("SELECT * FROM alembic_version")).all()) == 1
        db.engine.dispose()
