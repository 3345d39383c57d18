"""Promise: the column of the forward-auth proof comes and goes with sessions in the way, on both
databases."""

import flask_migrate
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from app.db.migrations import MIGRATIONS
from app.extensions import db
from app.sessions.models import AuthSession
from tests.forward_auth.conftest import ask, at_the_app
from tests.person import Person
from tests.rows import rows


def _columns(app: Flask) -> set[str]:
    with app.app_context():
        return {each["name"] for each in inspect(db.engine).get_columns("sessions")}


def test_sessions_outlive_the_column_and_get_a_new_proof(enrolled: Person) -> None:
    app, here = enrolled.app, at_the_app(enrolled)
    assert ask(here).status_code == 200
    kept = rows(app, AuthSession)[0].id
    with app.app_context():
        flask_migrate.downgrade(revision=_below())
    assert "forward_hash" not in _columns(app)
    with app.app_context():
        flask_migrate.upgrade()
    assert [(row.id, row.forward_hash) for row in rows(app, AuthSession)] == [(kept, None)]
    assert (enrolled.is_signed_in(), ask(enrolled).status_code) == (True, 200)
    assert ask(here).status_code == 401
    enrolled.get("/api/authz/return", query_string={"rd": "https://wiki.example.test"})
    assert ask(at_the_app(enrolled)).status_code == 200


def _below() -> str:
    """The revision just below the column, however far the line has grown since."""
    script = ScriptDirectory(str(MIGRATIONS)).get_revision("0006")
    assert isinstance(script.down_revision, str)
    return script.down_revision
