"""Promise: the migration takes each account's last sign-in from its history, and goes both ways."""

import flask_migrate
from flask import Flask

from app.users.models import User
from tests.person import Person
from tests.rows import execute, rows


def test_the_last_sign_in_comes_from_the_history(app: Flask, ann: Person, bob: Person) -> None:
    ann.sign_in()
    ann.clock.move(seconds=3600)
    ann.sign_in()
    expected = ann.clock.now()
    with app.app_context():
        flask_migrate.downgrade(revision="0012")
        flask_migrate.upgrade()
    assert {each.email: each.last_sign_in_at for each in rows(app, User)} == {
        ann.email: expected,
        bob.email: None,
    }
    assert ann.is_signed_in()


def test_a_mark_goes_with_its_column(app: Flask, ann: Person) -> None:
    app.test_cli_runner().invoke(args=["2fa", "require", ann.email])
    execute(app, "SELECT must_enrol_at FROM users")
    with app.app_context():
        flask_migrate.downgrade(revision="0012")
        flask_migrate.upgrade()
    assert [each.must_enrol_at for each in rows(app, User)] == [None]
    assert "requires2FASetup" not in ann.log_in().json
