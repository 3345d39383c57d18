"""Promise: every SQLite connection is durable, keeps foreign keys, waits its turn and wipes."""

import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app import create_app
from app.config import Settings
from app.extensions import db
from tests.conftest import Backend, make_settings, settings_for
from tests.person import Person
from tests.rows import execute


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
    ],
)
def test_every_connection_of_the_pool_is_set_f05(app: Flask, pragma: str, value: object) -> None:
    with app.app_context():
        connections = [db.engine.connect() for _ in range(5)]
        found = [each.execute(text(f"PRAGMA {pragma}")).scalar() for each in connections]
        for each in connections:
            each.close()
    assert found == [value] * 5


def test_a_writer_waits_seconds_for_its_turn_f11(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar_one() >= 5000


def test_a_child_without_its_parent_is_refused(app: Flask) -> None:
    with pytest.raises(IntegrityError):
        execute(
            app,
            "INSERT INTO mail_tokens (id, user_id, purpose, token_hash, created_at, expires_at) "
            "VALUES ('1', 'nobody', 'verify', 'x', '2026-01-01', '2026-01-02')",
        )


def test_what_is_deleted_leaves_the_file_too(app: Flask, ann: Person, settings: Settings) -> None:
    name = "a-name-that-nobody-else-has"
    assert ann.sign_in().call("PATCH", "me", {"name": name}).status_code == 200
    file = Path(str(settings.database_url).removeprefix("sqlite:///"))
    _checkpoint(app)
    assert name.encode() in file.read_bytes()
    execute(app, "DELETE FROM users")
    _checkpoint(app)
    assert name.encode() not in file.read_bytes()


def _checkpoint(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        raw = db.engine.raw_connection()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.close()


def test_the_file_and_those_beside_it_are_their_owners_alone(tmp_path: Path) -> None:
    """In a folder that an operator made, whatever the umask; a new file after a loss too."""
    tmp_path.chmod(0o755)
    before = os.umask(0)
    try:
        app = create_app(make_settings(database_url=f"sqlite:///{tmp_path / 'a.db'}"))
        with app.app_context():
            for _ in range(2):
                with db.engine.begin() as connection:
                    connection.execute(text("CREATE TABLE t (x INTEGER)"))
                    modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
                assert modes == dict.fromkeys(("a.db", "a.db-wal", "a.db-shm"), 0o600)
                db.engine.dispose()
                for each in tmp_path.iterdir():
                    each.unlink()
    finally:
        os.umask(before)
