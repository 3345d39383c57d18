"""An administrator with two factors, and calls below `/api/admin`."""

import pytest
from flask import Flask

from tests.clock import FrozenClock
from tests.person import Person
from tests.rows import execute

MAKE_ADMIN = "UPDATE users SET role = 'admin' WHERE email = :email"


@pytest.fixture
def root(app: Flask, clock: FrozenClock) -> Person:
    """An administrator whose session has just proved a second factor."""
    found = Person(app, clock, "root@example.com").register().sign_in().enable()
    execute(app, MAKE_ADMIN, email=found.email)
    return found


@pytest.fixture
def second(app: Flask, root: Person) -> Person:
    """Another administrator, whose session has just proved a second factor too."""
    found = Person(app, root.clock, "second@example.com").register().sign_in().enable()
    execute(app, MAKE_ADMIN, email=found.email)
    return found


def id_of(person: Person) -> str:
    return str(person.get("me").json["user"]["id"])


def make_group(root: Person, name: str = "editors", **more: str) -> str:
    """Make a group, and return its id."""
    answer = root.post("/api/admin/groups", {"name": name, **more})
    assert answer.status_code == 201, answer.json
    return str(answer.json["group"]["id"])
