"""Promise: a restored backup, once fenced, revives nothing: no spent code, ended session or link;
passwords and authenticators go on (F15)."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from app.extensions import db
from app.maintenance.fence import fence
from tests.clock import FrozenClock
from tests.conftest import Backend
from tests.faults.invariants import check_invariants
from tests.person import Person
from tests.program import Program
from tests.rows import events
from tests.services import _postgres_binaries


class Backup:
    """Takes a copy as `docs/deployment.md` says, and puts it back."""

    def __init__(self, app: Flask, backend: Backend, folder: Path) -> None:
        self.app, self.backend, self.file = app, backend, folder / "backup"
        self.name = str(make_url(app.extensions["second_lock"].settings.database_url).database)

    def take(self) -> None:
        if self.backend.server is None:
            with sqlite3.connect(self.name) as connection:
                connection.execute("VACUUM INTO ?", [str(self.file)])
            return
        self._run("pg_dump", "--format=custom", f"--file={self.file}", self.name)

    def restore(self) -> None:
        with self.app.app_context():
            db.engine.dispose()
        if self.backend.server is None:
            for end in ("", "-wal", "-shm"):
                Path(f"{self.name}{end}").unlink(missing_ok=True)
            shutil.copy(self.file, self.name)
            return
        with psycopg.connect(self.backend.server.url(), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self.name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {self.name}")
        self._run("pg_restore", f"--dbname={self.name}", "--exit-on-error", str(self.file))

    def _run(self, program: str, *arguments: str) -> None:
        assert self.backend.server is not None
        where = {"PGHOST": str(self.backend.server.folder), "PGUSER": "postgres"}
        subprocess.run(
            [_postgres_binaries() / program, *arguments], env={**os.environ, **where}, check=True
        )


@pytest.fixture
def backup(app: Flask, backend: Backend, tmp_path: Path) -> Backup:
    return Backup(app, backend, tmp_path)


def test_f15_what_was_spent_after_the_backup_stays_spent(
    enrolled: Person, backup: Backup, clock: FrozenClock
) -> None:
    thief, program = enrolled.other_browser().half(), Program(enrolled).sign_in()
    backup.take()
    code, saved, refresh = enrolled.code(), enrolled.backup_codes[0], program.refresh_token
    assert enrolled.other_browser().half().verify(code).status_code == 200
    assert enrolled.other_browser().half().verify(saved).status_code == 200
    assert program.refresh().status_code == 200
    assert enrolled.post("logout").status_code == 200
    clock.next_step()
    old = enrolled.other_browser().sign_in()
    backup.restore()
    fenced = enrolled.app.test_cli_runner().invoke(args=["restore-fence", "--yes", "--json"])
    assert fenced.exit_code == 0, fenced.output
    check_invariants(enrolled.app)
    assert thief.verify(code).status_code == 401, "its half-finished login is dead"
    assert not old.is_signed_in()
    assert program.refresh(refresh).status_code == 401
    assert not program.is_signed_in()
    clock.move(seconds=-60)  # back in the step of the spent code
    again = enrolled.other_browser().half()
    assert again.verify(code).json["code"] == "unavailable"  # the ledger is ahead of this clock
    assert again.verify(saved).json["code"] == "code_already_used"
    clock.move(seconds=120)
    assert enrolled.other_browser().sign_in().is_signed_in()
    assert events(enrolled.app, "instance.restored")
    check_invariants(enrolled.app)


def test_without_the_fence_a_spent_backup_code_would_work_again(
    enrolled: Person, backup: Backup
) -> None:
    backup.take()
    saved = enrolled.backup_codes[0]
    assert enrolled.other_browser().half().verify(saved).status_code == 200
    backup.restore()
    assert enrolled.other_browser().half().verify(saved).status_code == 200


def test_the_fence_asks_first(enrolled: Person) -> None:
    runner = enrolled.app.test_cli_runner()
    assert runner.invoke(args=["restore-fence"], input="n\n").exit_code == 1
    assert enrolled.is_signed_in()


def test_a_fence_may_be_put_up_twice(enrolled: Person, clock: FrozenClock) -> None:
    with enrolled.app.app_context():
        first, second = fence(clock.now()), fence(clock.now())
    assert (first.accounts, first.sessions) == (1, 1)
    assert (second.accounts, second.sessions, second.backup_codes) == (1, 0, 0)
    check_invariants(enrolled.app)
