"""Promise: moments are stored in UTC with their zone on both databases, naive ones are refused."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from app.db import write_tx
from app.db.upsert import insert
from app.extensions import db
from app.keys.models import DataKey

_EVENING = datetime(2026, 11, 21, 23, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5.5)))


def _store(app: Flask, moment: datetime) -> datetime:
    with app.app_context():
        with write_tx() as tx:
            tx.add(DataKey(id="k", sealed="x", created_at=moment))
        db.session.expunge_all()
        own = select(DataKey.created_at).where(DataKey.id == "k")
        found: datetime = db.session.scalars(own).one()
        return found


def test_a_moment_comes_back_as_the_same_moment_in_utc(app: Flask) -> None:
    found = _store(app, _EVENING)
    assert found == _EVENING
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)
    assert found.hour == 18


def test_a_naive_moment_is_refused_when_it_is_stored(app: Flask) -> None:
    with pytest.raises(StatementError, match="without time zone"):
        _store(app, _EVENING.replace(tzinfo=None))


def test_a_naive_moment_is_refused_in_a_condition(app: Flask) -> None:
    with app.app_context(), pytest.raises(StatementError, match="without time zone"):
        db.session.scalars(select(DataKey).where(DataKey.created_at > datetime(2026, 1, 1))).all()  # noqa: DTZ001


@pytest.mark.parametrize("seconds", [-0.000001, 0, 0.000001])
def test_moments_compare_to_the_microsecond_in_the_database(app: Flask, seconds: float) -> None:
    _store(app, _EVENING)
    with app.app_context():
        border = (_EVENING + timedelta(seconds=seconds)).astimezone(UTC)
        later = db.session.scalars(
            select(DataKey).where(DataKey.id == "k", DataKey.created_at > border)
        ).all()
    assert bool(later) is (seconds < 0)


def test_of_two_inserts_of_one_key_the_first_stays(app: Flask) -> None:
    _store(app, _EVENING)
    with app.app_context():
        with write_tx() as tx:
            again = insert(tx, DataKey).values(id="k", sealed="y", created_at=_EVENING)
            tx.execute(again.on_conflict_do_nothing())
        own = select(DataKey.sealed).where(DataKey.id == "k")
        assert db.session.scalars(own).all() == ["x"]
