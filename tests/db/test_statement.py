"""Promise: a compiled statement does in a write transaction what the usual way does: it sees what
was written before, it goes with a rollback, and its failures are the usual ones."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import bindparam, event, select, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from app import create_app
from app.audit.models import AuditEvent
from app.db import write_tx
from app.db.statement import Statement, hold, store
from app.db.upsert import upsert
from app.extensions import db
from app.keys.models import DataKey
from app.sessions.models import AuthSession
from app.users.models import User
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.faults.points import cut
from tests.person import Person
from tests.racing import race
from tests.rows import rows

MOMENT = datetime(2026, 7, 29, 12, 0, 0, 123456, UTC)
TAKE = Statement(update(User).where(User.name == "").values(name=bindparam("name")))
NAMES = Statement(select(User.name, User.created_at).where(User.created_at < bindparam("end")))
RENAME = Statement(update(User).values(name=bindparam("name")).returning(User.id, User.created_at))
USER = Statement(select(*User.__table__.columns))
KEEP = upsert(DataKey, key=["id"])
RENEW = upsert(DataKey, key=["id"], renews=["sealed"])


@pytest.fixture
def inside(app: Flask, ann: Person) -> Iterator[None]:
    """An application context, with Ann's account in the database."""
    with app.app_context():
        yield


def _name() -> str:
    db.session.rollback()
    return str(db.session.scalar(select(User.name)))


def test_fifty_who_take_one_thing_have_one_winner_r04(app: Flask, ann: Person) -> None:
    def take() -> int:
        with app.app_context(), write_tx() as tx:
            return TAKE.run(tx, name="taken")

    assert sorted(race([take] * 50)) == [0] * 49 + [1]


def test_it_goes_with_its_transaction(inside: None) -> None:
    def fail() -> None:
        with write_tx() as tx:
            assert TAKE.run(tx, name="half") == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert _name() == ""


def test_it_sees_what_the_session_was_told_before(inside: None) -> None:
    with write_tx() as tx:
        tx.scalars(select(User)).one().name = "told"
        assert [name for name, _ in NAMES.rows(tx, end=datetime.max.replace(tzinfo=UTC))] == [
            "told"
        ]


def test_what_comes_back_is_as_the_usual_way_reads_it(inside: None) -> None:
    usual = tuple(db.session.execute(select(User.id, User.created_at)).one())
    with write_tx() as tx:
        assert RENAME.row(tx, name="Ann") == usual
        assert NAMES.row(tx, end=datetime(1970, 1, 1, tzinfo=UTC)) is None


def test_what_it_stores_is_as_the_usual_way_stores_it(app: Flask, ann: Person) -> None:
    facts = {"at": MOMENT, "type": "t", "outcome": "success", "ip": "::1", "user_agent": "%s ?"}
    facts |= {"request_id": "r", "detail": {"words": ["ä", "1"], "mapping": {"n": 1}}}
    with app.app_context(), write_tx() as tx:
        store(tx, AuditEvent(id="a", number=1001, **facts))
        tx.add(AuditEvent(id="b", number=1002, **facts))
    mine, usual = (event for event in rows(app, AuditEvent) if event.number > 1000)
    assert mine.facts() | {"id": "b"} == usual.facts()
    assert mine.mac is None


def test_a_stored_row_gets_its_defaults_and_belongs_to_no_session(app: Flask, ann: Person) -> None:
    ann.sign_in()
    with app.app_context():
        user_id = db.session.scalar(select(User.id))
        with write_tx() as tx:
            moments = {"created_at": MOMENT, "last_seen_at": MOMENT, "expires_at": MOMENT}
            shown = {"amr_words": "password", "ip": "", "user_agent": ""}
            row = store(
                tx,
                AuthSession(user_id=user_id, token_hash="x", token_version=0, **moments, **shown),
            )
            assert row not in tx
            assert (row.kind, row.generation, row.fresh_until) == ("cookie", 0, None)
    [kept] = [each for each in rows(app, AuthSession) if each.id == row.id]
    assert (kept.kind, kept.generation, kept.created_at) == ("cookie", 0, MOMENT)


def test_a_row_that_is_held_is_written_when_it_changes(inside: None) -> None:
    with write_tx() as tx:
        found = USER.row(tx)
        assert found is not None
        hold(tx, User, found).name = "held"
    assert _name() == "held"


def test_a_row_that_was_held_before_takes_what_was_found_now(inside: None) -> None:
    before = db.session.scalars(select(User)).one()
    with write_tx() as tx:
        assert before.name == ""
        RENAME.run(tx, name="found")
        found = USER.row(tx)
        assert found is not None
        assert hold(tx, User, found) is before
        assert before.name == "found"
        assert before not in tx.dirty


def test_of_two_rows_with_one_key_the_second_renews_only_what_it_may(inside: None) -> None:
    with write_tx() as tx:
        KEEP.run(tx, id="k", sealed="first", created_at=MOMENT)
        KEEP.run(tx, id="k", sealed="second", created_at=MOMENT)
        assert tx.get_one(DataKey, "k").sealed == "first"
        tx.expunge_all()
        RENEW.run(tx, id="k", sealed="third", created_at=MOMENT.replace(year=1999))
        row = tx.get_one(DataKey, "k")
        assert (row.sealed, row.created_at) == ("third", MOMENT)


def test_what_the_database_refuses_is_refused_as_usual(inside: None) -> None:
    with pytest.raises(IntegrityError), write_tx() as tx:
        store(tx, User(email="ann@example.com", password_hash="x", created_at=MOMENT))


def test_a_connection_that_is_lost_between_two_statements_leaves_the_pool(
    postgres_backend: Backend, tmp_path: Path
) -> None:
    refused: list[OperationalError] = []

    def lose() -> None:
        with write_tx() as tx:
            TAKE.run(tx, name="lost")
            cut(tx.connection())
            try:
                RENAME.rows(tx, name="lost")
            except OperationalError as lost:  # the statement's own, and not the rollback's
                refused.append(lost)
                raise

    app = create_app(settings_for(postgres_backend, tmp_path), clock := FrozenClock())
    Person(app, clock).register()
    with app.app_context():
        with pytest.raises(OperationalError):
            lose()
        assert [each.connection_invalidated for each in refused] == [True]
        with write_tx() as tx:
            assert TAKE.run(tx, name="kept") == 1
        assert _name() == "kept"
        db.session.remove()
        db.engine.dispose()


def test_nothing_is_written_after_the_transaction_has_failed(inside: None) -> None:
    def go_on() -> None:
        with write_tx() as tx:
            tx.add(User(email="ann@example.com", password_hash="x", created_at=MOMENT))
            with suppress(IntegrityError):
                tx.flush()
            TAKE.run(tx, name="stale")

    with pytest.raises(RuntimeError, match="failed or ended"):
        go_on()
    assert _name() == ""


def test_whoever_listens_to_statements_hears_it_too(inside: None) -> None:
    heard: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement.split(maxsplit=1)[0])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with write_tx() as tx:
            assert TAKE.run(tx, name="heard") == 1
            assert [name for name, _ in NAMES.rows(tx, end=MOMENT.replace(year=9999))] == ["heard"]
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert heard[-2:] == ["UPDATE", "SELECT"]


def test_a_value_that_is_missing_is_an_error_and_never_null(inside: None) -> None:
    with pytest.raises((KeyError, ProgrammingError), match="name"), write_tx() as tx:
        TAKE.run(tx)
    assert _name() == ""


def test_a_moment_without_zone_is_refused(inside: None) -> None:
    with pytest.raises(ValueError, match="time zone"), write_tx() as tx:
        NAMES.rows(tx, end=MOMENT.replace(tzinfo=None))
