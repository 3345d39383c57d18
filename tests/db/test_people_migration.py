"""Promise: the version of people begins at one, the indexes of their lists come and go with it, and
accounts outlive both ways."""

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import inspect, text

from app.extensions import db
from app.users.models import User
from tests.person import Person
from tests.rows import rows
from tests.transfer.moving import flask

INDEXES = {"ix_users_admins", "ix_users_disabled", "ix_users_unverified"}


def indexes(app: Flask) -> set[str]:
    """The names of the indexes of the table of people."""
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'users'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE tablename = 'users'",
    }
    with app.app_context():
        return set(db.session.scalars(text(names[db.engine.dialect.name])))


def test_versions_begin_at_one_again(app: Flask, enrolled: Person, bob: Person) -> None:
    assert flask(app, "users", "sign-out", bob.email).exit_code == 0
    with app.app_context():
        flask_migrate.downgrade(revision="0020")
        columns = {each["name"] for each in inspect(db.engine).get_columns("users")}
        db.session.remove()
    assert "version" not in columns
    assert not indexes(app) & {*INDEXES, "ix_users_searched"}
    with app.app_context():
        flask_migrate.upgrade()
    assert {each.email: each.version for each in rows(app, User)} == {
        enrolled.email: 1,
        bob.email: 1,
    }
    assert indexes(app) >= INDEXES
    assert enrolled.is_signed_in()


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_without_trigrams_the_migration_goes_on(app: Flask, ann: Person) -> None:
    """A role may be forbidden to create the extension, and a server may lack it."""
    with app.app_context():
        flask_migrate.downgrade(revision="0020")
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(text("DROP EXTENSION pg_trgm"))
            # The operator class is there, and is another one.
            connection.execute(text("CREATE SCHEMA hidden"))
            connection.execute(text("CREATE EXTENSION pg_trgm SCHEMA hidden"))
        flask_migrate.upgrade()
    assert "ix_users_searched" not in indexes(app)
    found = flask(app, "users", "list", "--search", "nn@ex", "--json")
    assert ann.email in found.stdout
