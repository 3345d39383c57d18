"""Promise: a known and an unknown address cost the same work: no stopwatch tells them apart.

`make timing` measures it; here the work is counted: statements and password hashes (R42, R43).
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from app.extensions import db
from app.users.models import User
from tests.person import Person
from tests.rows import execute


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the first word of every statement that is sent to the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement.split(maxsplit=1)[0])

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def test_a_wrong_login_costs_the_same_for_known_and_unknown_addresses_r42(
    ann: Person, hashes: list[str]
) -> None:
    work = []
    for address in (ann.email, "nobody@example.com"):
        hashes.clear()
        with counting(ann.app) as statements:
            ann.post("login", {"email": address, "password": "a wrong password"})
        work.append((sorted(statements), list(hashes)))
    assert work[0] == work[1]
    assert work[0][1] == ["checkpw"]


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        ("login", {"password": "a wrong password"}, 401),
        ("password/forgot", {}, 202),
        ("verify-email/resend", {}, 202),
    ],
)
def test_no_account_is_loaded_for_who_has_shown_nothing_r42(
    ann: Person, bob: Person, path: str, more: dict[str, str], status: int
) -> None:
    execute(ann.app, "UPDATE users SET email_verified_at = NULL WHERE email = 'bob@example.com'")
    loaded: list[str] = []

    def note(user: User, _context: object) -> None:
        loaded.append(user.email)

    event.listen(User, "load", note)
    try:
        for email in (ann.email, bob.email):
            assert ann.post(path, {"email": email, **more}).status_code == status
    finally:
        event.remove(User, "load", note)
    assert loaded == []


def test_a_registration_hashes_and_writes_for_a_taken_address_too_r43(
    ann: Person, hashes: list[str]
) -> None:
    work = []
    for address in (ann.email, "somebody@example.com"):
        hashes.clear()
        with counting(ann.app) as statements:
            ann.post("register", {"email": address, "password": ann.password})
        work.append((sorted(statements), list(hashes)))
    assert work[0] == work[1]
    assert work[0][1] == ["hashpw"]
