"""One instance of Second Lock to measure: its database, its accounts, its server."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask

from app import create_app
from app.config import load_settings
from app.core.act import Act
from app.core.assurance import PASSWORD, TOTP
from app.core.opaque_tokens import new_id
from app.core.request_origin import RequestOrigin
from app.core.totp import Totp, new_secret
from app.db import write_tx
from app.db.migrations import init_migrations
from app.extensions import db, now, runtime
from app.sessions.login_challenge import begin_challenge
from app.sessions.service import start_session
from app.twofactor.totp import add_live
from app.users.models import User
from benchmarks.processes import SERVER_CORES, Command, Process, running
from tests.ports import free_port
from tests.signing import signer_of

_CLIENT = RequestOrigin(ip="127.0.0.1", user_agent="benchmark", request_id="")
_PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Person:
    """What the owner of an enrolled account knows."""

    id: str
    email: str
    secret: str
    password: str = _PASSWORD


class Instance:
    """An instance with a folder of its own; accounts are made in-process, by the product's code."""

    def __init__(
        self, folder: Path, *, database_url: str = "", workers: int = 1, redis_url: str = ""
    ) -> None:
        """Make the folder, the keys and the migrated database."""
        folder.mkdir(parents=True)
        self.folder, self.port, self._made = folder, free_port(), 0
        self.environment = {
            "INSTANCE_DIR": str(folder),
            "DATABASE_URL": database_url,
            "PUBLIC_URL": f"http://localhost:{self.port}",
            "PORT": str(self.port),
            "WORKERS": str(workers),
            "REDIS_URL": redis_url,
            "MAIL_URL": f"file:{folder / 'mail'}",
            # One address asks for all: the flood limit counts as ever, but never closes.
            "REQUEST_LIMITS": "999999/60",
        }
        self.app: Flask = create_app(load_settings(self.environment))
        init_migrations(self.app)
        with self.app.app_context():
            flask_migrate.upgrade()
            self._password_hash = runtime().passwords.hash(_PASSWORD)
            db.engine.dispose()

    def serving(self, *, cores: str = SERVER_CORES) -> AbstractContextManager[Process]:
        """Serve the instance, as `flask serve` does, until the block ends."""
        command = Command(
            words=[sys.executable, "-m", "flask", "serve"],
            environment=self.environment,
            port=self.port,
            alive="/healthz",
            cores=cores,
        )
        return running(command, self.folder / "server.log")

    def enroll(self, number: int) -> list[Person]:
        """Make accounts whose authenticators are live and whose codes are all unspent."""
        people = [self._next_person() for _ in range(number)]
        with self.app.app_context(), write_tx() as tx:
            moment = now()
            tx.add_all(self._row(each, moment) for each in people)
            tx.flush()
            for each in people:
                add_live(tx, each.id, Totp(each.secret), -1, moment)
        return people

    def register(self, number: int) -> list[Person]:
        """Make accounts that have no second factor yet."""
        people = [self._next_person() for _ in range(number)]
        with self.app.app_context(), write_tx() as tx:
            moment = now()
            tx.add_all(self._row(each, moment, enrolled=False) for each in people)
        return people

    def sign_in(self, people: Sequence[Person]) -> list[str]:
        """Open a session for everybody; return the Cookie headers of their browsers."""
        with self.app.app_context():
            signer = signer_of(self.app)
            with write_tx() as tx:
                callers = [
                    start_session(
                        tx, tx.get_one(User, each.id), amr=(PASSWORD, TOTP), act=Act(_CLIENT, now())
                    )
                    for each in people
                ]
                held = [_held(caller.token) for caller in callers]
            return [f"second_lock_session={signer.dumps(each)}" for each in held]

    def half_sign_in(self, people: Sequence[Person]) -> list[str]:
        """Begin a login for everybody; return the Cookie headers between password and code."""
        with self.app.app_context(), write_tx() as tx:
            markers = [begin_challenge(tx, tx.get_one(User, p.id), now()) for p in people]
        return [f"second_lock_twofa_token={each}" for each in markers]

    def close(self) -> None:
        """Let the database go."""
        with self.app.app_context():
            db.engine.dispose()

    def _next_person(self) -> Person:
        self._made += 1
        return Person(new_id(), f"person{self._made}@example.com", new_secret())

    def _row(self, person: Person, moment: Any, *, enrolled: bool = True) -> User:
        before = moment - timedelta(days=1)
        return User(
            id=person.id,
            email=person.email,
            password_hash=self._password_hash,
            created_at=before,
            email_verified_at=before,
            two_factor_enabled_at=before if enrolled else None,
        )


def _held(token: str) -> dict[str, object]:
    # What Flask-Login keeps in the cookie.
    return {"_fresh": True, "_permanent": True, "_user_id": token}
