"""Promise: a command that lacks the server's settings does not work on a fresh file in silence."""

import os
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import db
from tests.commands import run_flask
from tests.person import Person
from tests.rows import execute


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path / "instance")}


@pytest.mark.parametrize("command", [("users", "list"), ("db", "upgrade"), ("doctor",)])
def test_a_command_names_the_database_that_it_made(
    environment: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "instance" / "second-lock.db"
    told = f"Made a new database, since there was none: {file}"
    assert told in run_flask(command, environment).stderr.splitlines()
    assert file.stat().st_mode & 0o777 == 0o600
    assert told not in run_flask(command, environment).stderr


def test_a_database_without_tables_is_named_before_anybody_upgrades_it(
    environment: dict[str, str], tmp_path: Path
) -> None:
    name = f"sqlite:///{tmp_path / 'instance' / 'second-lock.db'}"
    for _ in range(2):
        done = run_flask(("users", "list"), environment)
        last = done.stderr.splitlines()[-1]
        assert (done.returncode, last) == (
            1,
            f"Error: The database {name} is not up to date. Run `flask db upgrade`.",
        )


def test_the_name_holds_no_password(app: Flask, person: Person) -> None:
    execute(app, "DROP TABLE outbox", "UPDATE alembic_version SET version_num = '0001'")
    told = app.test_cli_runner().invoke(args=["mail", "list"]).stderr
    with app.app_context():
        password, where = db.engine.url.password, db.engine.url.database or ""
    assert where in told
    assert "is not up to date" in told
    assert not password or f":{password}@" not in told
