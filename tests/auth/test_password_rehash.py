"""Promise: a password hash is made anew at the next login after cost or pepper changed (R40)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from app import create_app
from app.config import ConfigError
from app.extensions import db
from app.users.models import User
from tests.person import Person
from tests.rows import rows

OLD, NEW = {"p1": bytes(range(32, 64))}, {"p2": bytes(range(64, 96))}


@contextmanager
def restarted(person: Person, **changes: Any) -> Iterator[Person]:
    """The same person at a server that started again with other settings."""
    settings = replace(person.app.extensions["second_lock"].settings, **changes)
    app = create_app(settings, person.clock)
    yield Person(app, person.clock, person.email)
    with app.app_context():
        db.engine.dispose()


def stored(person: Person) -> str:
    return str(rows(person.app, User)[0].password_hash)


def test_r40_a_login_after_the_cost_was_raised_makes_the_hash_anew(ann: Person) -> None:
    assert stored(ann).startswith("hb1$p1$2b$04$")
    with restarted(ann, bcrypt_rounds=5) as again:
        assert again.log_in().status_code == 200
        assert stored(ann).startswith("hb1$p1$2b$05$")
        assert again.log_in().status_code == 200


def test_r40_a_wrong_password_changes_no_hash(ann: Person) -> None:
    before = stored(ann)
    with restarted(ann, bcrypt_rounds=5) as again:
        again.password = "wrong horse battery"
        assert again.log_in().status_code == 401
    assert stored(ann) == before


def test_r86_a_login_after_the_pepper_was_changed_makes_the_hash_anew(ann: Person) -> None:
    with restarted(ann, password_pepper=NEW | OLD) as again:
        assert again.log_in().status_code == 200
        assert stored(ann).startswith("hb1$p2$")
    with restarted(ann, password_pepper=NEW) as later:
        assert later.log_in().status_code == 200


def test_a_server_without_the_pepper_of_the_hashes_does_not_start(ann: Person) -> None:
    with pytest.raises(ConfigError, match="PASSWORD_PEPPER"), restarted(ann, password_pepper=NEW):
        pass


def test_a_login_with_present_settings_leaves_the_hash(ann: Person) -> None:
    before = stored(ann)
    ann.log_in()
    assert stored(ann) == before


def test_r40_reauth_makes_the_hash_anew_too(ann: Person) -> None:
    with restarted(ann, bcrypt_rounds=5) as again:
        ann.sign_in()
        again.use_cookie("second_lock_session", ann.held_cookie("second_lock_session"))
        assert again.reauth(password=ann.password).status_code == 200
    assert stored(ann).startswith("hb1$p1$2b$05$")
