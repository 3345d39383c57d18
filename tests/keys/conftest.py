"""An instance whose keys lie in `keys.env`, and the processes that share it."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.config import key_file_of, load_settings
from app.extensions import db
from tests.clock import FrozenClock
from tests.commands import run_flask
from tests.conftest import Backend
from tests.person import Person
from tests.warm import keep_statements

PLENTY = "100000/60"


@dataclass
class Instance:
    """One instance folder and database; every start is a process of its own to the keys."""

    environ: dict[str, str]
    clock: FrozenClock
    started: list[Flask] = field(default_factory=list)

    def start(self) -> Flask:
        """Return a server that reads the instance's keys now."""
        settings = replace(load_settings(self.environ), bcrypt_rounds=4)
        app = create_app(settings, self.clock, key_file_of(settings, self.environ))
        keep_statements(app)
        self.started.append(app)
        return app

    def flask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a `flask` command as an operator does, in a process of its own."""
        return run_flask(arguments, {"PATH": os.environ["PATH"], **self.environ})

    def keys(self, *arguments: str) -> Any:
        """Run `flask keys …` and return what it says as JSON."""
        ended = self.flask("keys", *arguments, "--json")
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    def drop_old(self, *only: str) -> Any:
        """Drop old keys, long after the last rotation."""
        self.age_keys()
        words = [word for each in only for word in ("--only", each)]
        return self.keys("rotate", "--drop-old", "--yes", *words)

    def age_keys(self) -> None:
        """Let the last rotation be a minute ago."""
        then = self.key_file.stat().st_mtime - 60
        os.utime(self.key_file, (then, then))

    @property
    def key_file(self) -> Path:
        return Path(self.environ["INSTANCE_DIR"]) / "keys.env"

    def current(self, name: str) -> str:
        """Return the id of the key that is in use."""
        [held] = [each for each in self.keys("status")["keys"] if each["name"] == name]
        return str(held["current"])


@pytest.fixture
def instance(backend: Backend, clock: FrozenClock, tmp_path: Path) -> Iterator[Instance]:
    made = Instance(
        {
            "INSTANCE_DIR": str(tmp_path / "instance"),
            "DATABASE_URL": backend.fresh_database(tmp_path),
            "MAIL_URL": f"file:{tmp_path / 'mail'}",
            "BCRYPT_ROUNDS": "10",
            "REQUEST_LIMITS": PLENTY,
        },
        clock,
    )
    yield made
    for app in made.started:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(instance: Instance) -> Flask:
    """The server that was there before any rotation."""
    return instance.start()


def at(app: Flask, person: Person) -> Person:
    """The same browser, whose next request another server answers."""
    moved = Person(app, person.clock, person.email)
    moved.password, moved.secret = person.password, person.secret
    moved.backup_codes = person.backup_codes
    for name in ("second_lock_session", "second_lock_twofa_token"):
        if value := person.cookie(name):
            moved.use_cookie(name, value)
    return moved
