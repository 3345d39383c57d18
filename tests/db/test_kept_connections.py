"""Promise: a PostgreSQL connection that a later test gets again is like a new one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, make_url, text

from tests.conftest import Backend

_PROCESS = "SELECT pg_backend_pid()"


@pytest.fixture
def address(postgres_backend: Backend, tmp_path: Path) -> str:
    return postgres_backend.fresh_database(tmp_path)


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    """A connection of an engine of its own, as each application has one."""
    engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def ask(connection: Connection, statement: str) -> object:
    found = connection.scalar(text(statement))
    connection.commit()
    return found


def test_what_a_session_was_told_is_forgotten(address: str) -> None:
    with connected(address) as first:
        process = ask(first, _PROCESS)
        usual = ask(first, "SHOW lock_timeout")
        ask(first, "SELECT set_config('lock_timeout', '77ms', false)")
        ask(first, "SELECT pg_advisory_lock(7)")
        first.execute(text("CREATE TEMPORARY TABLE left_over (id int)"))
        first.commit()
    with connected(address) as second:
        assert ask(second, _PROCESS) == process
        assert ask(second, "SHOW lock_timeout") == usual
        assert ask(second, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
        assert ask(second, "SELECT to_regclass('left_over')") is None


def test_an_open_transaction_is_lost_with_its_connection(address: str) -> None:
    with connected(address) as first:
        process = ask(first, _PROCESS)
        driver = first.connection.driver_connection
        assert driver is not None
        first.execute(text("DELETE FROM alembic_version"))
        driver.close()  # as one that an error left behind
        first.invalidate()
    with connected(address) as second:
        assert ask(second, _PROCESS) != process
        assert ask(second, "SELECT count(*) FROM alembic_version") == 1


def test_an_ended_one_is_replaced(address: str) -> None:
    with connected(address) as first, connected(address) as other:
        process = ask(first, _PROCESS)
        ask(other, f"SELECT pg_terminate_backend({process}, 5000)")
        first.invalidate()
    with connected(address) as second:
        assert ask(second, _PROCESS) != process
