"""Promise: past the limit of wrong secrets a forged call writes nothing; a database that takes no
write stops no introspection (T04, T05)."""

from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from app.config import Settings
from app.core.limits import Window
from app.core.scannable_secrets import CLIENT_SECRET, new_secret
from app.extensions import db
from tests.app_tokens.making import make, put
from tests.auth.test_same_work import counting
from tests.conftest import Backend as Database
from tests.conftest import settings_for
from tests.introspection.asking import add, send
from tests.person import Person


@pytest.fixture
def settings(backend: Database, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, client_limits=(Window(5, 3600),))


def test_t05_past_the_limit_a_forged_secret_writes_nothing_and_takes_no_lock(ann: Person) -> None:
    backend = add(ann.app)

    def forge() -> int:
        basic = (backend.id, new_secret(CLIENT_SECRET))
        return send(ann.app, {"token": "x"}, basic=basic).status_code

    assert [forge() for _ in range(5)] == [401] * 5
    with counting(ann.app) as statements:
        assert [forge() for _ in range(20)] == [429] * 20
    assert statements
    assert set(statements) <= {"SELECT", "BEGIN"}


def test_a_database_that_takes_no_write_stops_no_introspection(ann: Person) -> None:
    put(ann)
    token, backend = make(ann.sign_in()), add(ann.app)

    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE app_tokens"):
            raise OperationalError(statement, {}, OSError("the disk is full"))

    with ann.app.app_context():
        event.listen(db.engine, "before_cursor_execute", refuse)
    assert backend.is_active(token)
