"""Promise: a write transaction is whole or not at all, stands alone, and loses no update."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.db import end_read, rows_changed, write_tx
from app.extensions import db
from app.users.models import User
from app.users.service import lock_by_email
from tests.person import Person
from tests.racing import race
from tests.rows import rows


@pytest.fixture
def inside(app: Flask, ann: Person) -> Iterator[None]:
    """An application context, with Ann's account in the database."""
    with app.app_context():
        yield


def _name() -> str:
    end_read()
    return str(db.session.scalar(select(User.name)))


def _set_name(name: str) -> None:
    with write_tx() as tx:
        tx.execute(text("UPDATE users SET name = :name"), {"name": name})


def test_it_commits_at_its_end(inside: None) -> None:
    _set_name("Ann")
    assert _name() == "Ann"


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt, SystemExit])
def test_it_rolls_back_whatever_ends_it(inside: None, failure: type[BaseException]) -> None:
    def fail() -> None:
        with write_tx() as tx:
            tx.execute(text("UPDATE users SET name = 'half'"))
            raise failure

    with pytest.raises(failure):
        fail()
    assert _name() == ""
    _set_name("Ann")  # the next one works
    assert _name() == "Ann"


def test_a_failing_statement_takes_the_earlier_ones_back(inside: None) -> None:
    def fail() -> None:
        with write_tx() as tx:
            tx.execute(text("UPDATE users SET name = 'half'"))
            tx.execute(text("UPDATE users SET role = 'emperor'"))

    with pytest.raises(IntegrityError):
        fail()
    assert _name() == ""


def test_a_commit_that_fails_leaves_nothing_and_the_next_one_works(inside: None) -> None:
    with pytest.raises(IntegrityError), write_tx() as tx:
        tx.add(User(email="ann@example.com", password_hash="x", created_at=_any_moment()))
    _set_name("Ann")
    assert _name() == "Ann"


def _any_moment() -> object:
    return db.session.scalar(select(User.created_at))


def test_it_refuses_to_be_inside_another_one_and_ends_both(inside: None) -> None:
    def nest() -> None:
        with write_tx() as tx:
            tx.execute(text("UPDATE users SET name = 'outer'"))
            _set_name("inner")

    with pytest.raises(RuntimeError, match="inside another"):
        nest()
    assert _name() == ""


def test_it_refuses_changes_made_outside_of_it(inside: None) -> None:
    db.session.scalars(select(User)).one().name = "made outside"
    with pytest.raises(RuntimeError), write_tx():
        pass
    db.session.rollback()
    assert _name() == ""


def test_rows_changed_tells_the_winner_from_the_loser_r04(inside: None) -> None:
    once = text("UPDATE users SET name = 'won' WHERE name = ''")
    with write_tx() as tx:
        assert [rows_changed(tx, once) for _ in range(2)] == [1, 0]


def test_rows_read_before_slow_work_are_let_go(inside: None) -> None:
    user = db.session.scalars(select(User)).one()
    end_read()
    assert user not in db.session
    assert user.email == "ann@example.com"
    assert not db.session().in_transaction()


def test_fifty_who_read_and_then_write_lose_nothing_r04(app: Flask, ann: Person) -> None:
    def count_up() -> None:
        with app.app_context(), write_tx() as tx:
            user = lock_by_email(tx, ann.email)
            user.name = str(int(user.name or 0) + 1)

    race([count_up] * 50)
    assert [user.name for user in rows(app, User)] == ["50"]


def test_fifty_conditional_writes_have_one_winner_r04(app: Flask, ann: Person) -> None:
    def take() -> int:
        with app.app_context(), write_tx() as tx:
            return rows_changed(tx, text("UPDATE users SET name = 'taken' WHERE name = ''"))

    assert sorted(race([take] * 50)) == [0] * 49 + [1]
