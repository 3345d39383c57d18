"""Promise: a look-up that goes straight to the driver finds what the usual way finds, and what it
finds belongs to no transaction."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, inspect, select

from app.db.lookup import Lookup, snapshot
from app.db.spelling import Spelling
from app.extensions import db, now
from app.sessions.models import AuthSession
from tests.person import Person

BY_ID = Lookup(select(*AuthSession.__table__.columns).where(AuthSession.id == bindparam("wanted")))
SINCE = Lookup(
    select(AuthSession.id).where(
        AuthSession.created_at <= bindparam("moment"), AuthSession.kind == "cookie"
    )
)


def _values(row: AuthSession) -> dict[str, object]:
    return {each.key: getattr(row, each.key) for each in inspect(AuthSession).column_attrs}


def test_every_column_is_as_the_usual_way_reads_it(app: Flask, ann: Person) -> None:
    ann.sign_in()
    with app.app_context():
        usual = db.session.scalars(select(AuthSession)).one()
        found = BY_ID.find(wanted=usual.id)
        assert found is not None
        assert _values(snapshot(AuthSession, found)) == _values(usual)
        assert BY_ID.find(wanted="nobody") is None


def test_moments_and_fixed_values_go_in_as_the_column_keeps_them(app: Flask, ann: Person) -> None:
    ann.sign_in()
    with app.app_context():
        assert SINCE.find(moment=now()) is not None


def test_a_snapshot_neither_changes_nor_is_changed(app: Flask, ann: Person) -> None:
    ann.sign_in()
    with app.app_context():
        row = db.session.scalars(select(AuthSession)).one()
        found = BY_ID.find(wanted=row.id)
        assert found is not None
        taken = snapshot(AuthSession, found)
        row.ip = "192.0.2.99"
        db.session.commit()
        assert taken.ip != row.ip
        assert taken not in db.session


def test_what_the_driver_refuses_once_is_asked_again(
    app: Flask, ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann.sign_in()

    def refuse(*_: object) -> None:
        raise db.engine.dialect.loaded_dbapi.OperationalError("the connection is gone")

    with monkeypatch.context() as broken:
        broken.setattr(Spelling, "values", refuse)
        assert ann.get("me").status_code == 200
