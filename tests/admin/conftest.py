"""An administrator with two factors, and calls below `/api/admin`."""

import pytest
from flask import Flask

from tests.before import done_before
from tests.clock import FrozenClock
from tests.person import Person
from tests.rows import execute

MAKE_ADMIN = "UPDATE users SET role = 'admin' WHERE email = :email"


@pytest.fixture
def root(app: Flask, clock: FrozenClock) -> Person:
    """An administrator whose session has just proved a second factor."""
    return done_before(Person(app, clock, "root@example.com"), become_administrator)


@pytest.fixture
def second(app: Flask, root: Person) -> Person:
    """Another administrator, whose session has just proved a second factor too."""
    return done_before(Person(app, root.clock, "second@example.com"), become_administrator)


def become_administrator(person: Person) -> None:
    """Open an account with two factors, and get the role."""
    person.register().enrol()
    execute(person.app, MAKE_ADMIN, email=person.email)


def id_of(person: Person) -> str:
    return str(person.get("me").json["user"]["id"])


def make_group(root: Person, name: str = "editors", **more: str) -> str:
    """Make a group, and return its id."""
    answer = root.post("/api/admin/groups", {"name": name, **more})
    assert answer.status_code == 201, answer.json
    return str(answer.json["group"]["id"])
