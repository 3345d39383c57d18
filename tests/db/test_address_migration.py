"""Promise: an upgrade brings addresses into their normal form, loses no account, and says where
two would be one."""

import logging

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.users.models import User
from tests.person import Person, link_token, mails
from tests.rows import execute, rows


def _go(app: Flask, revision: str) -> None:
    step = flask_migrate.upgrade if revision == "head" else flask_migrate.downgrade
    with app.app_context():
        step(revision=revision)


def _addresses(app: Flask) -> list[str]:
    with app.app_context():  # not by the model: an older database lacks a column
        return sorted(db.session.scalars(text("SELECT email FROM users")))


def _respell(person: Person, address: str) -> None:
    execute(
        person.app,
        "UPDATE users SET email = :new WHERE email = :old",
        old=person.email,
        new=address,
    )


def test_an_upgrade_respells_addresses_and_reports_those_that_would_meet(
    app: Flask, ann: Person, bob: Person, caplog: pytest.LogCaptureFixture
) -> None:
    third = Person(app, ann.clock, "carl@example.com").register()
    _go(app, "0009")
    _respell(ann, "Ann@Straße.Example")
    _respell(bob, "CARL@example.com")
    with caplog.at_level(logging.WARNING, logger="migrations"):
        _go(app, "head")
    assert _addresses(app) == ["CARL@example.com", "ann@straße.example", "carl@example.com"]
    assert [each.levelname for each in caplog.records] == ["WARNING"]
    told = caplog.text
    assert all(user.id in told for user in rows(app, User) if "ann" not in user.email)
    assert "CARL@example.com" in told
    ann.email = "ann@XN--strae-oqa.example"
    assert ann.log_in().status_code == third.log_in().status_code == 200


def test_two_that_would_meet_beside_the_normal_form_stay_and_can_be_found(
    app: Flask, ann: Person, bob: Person
) -> None:
    _go(app, "0009")
    _respell(ann, "Dora@example.com")
    _respell(bob, "DORA@example.com")
    _go(app, "head")
    assert _addresses(app) == ["DORA@example.com", "Dora@example.com"]
    deleted = app.test_cli_runner().invoke(args=["users", "delete", "DORA@example.com", "--yes"])
    assert deleted.exit_code == 0, deleted.output
    assert _addresses(app) == ["Dora@example.com"]
    _go(app, "0009")
    _go(app, "head")
    assert _addresses(app) == ["dora@example.com"]


def test_the_way_down_gives_no_account_to_another_domain(
    app: Flask, ann: Person, caplog: pytest.LogCaptureFixture
) -> None:
    sharp = Person(app, ann.clock, "eva@straße.example").register()
    with caplog.at_level(logging.WARNING, logger="migrations"):
        _go(app, "0009")
    assert _addresses(app) == ["ann@example.com", sharp.email]
    assert [sharp.email in each.getMessage() for each in caplog.records] == [True]
    _go(app, "head")
    assert sharp.log_in().status_code == ann.log_in().status_code == 200


def test_a_waiting_change_of_address_is_respelled_too(app: Flask, ann: Person) -> None:
    ann.sign_in()
    assert ann.post("reauth", {"password": ann.password}).status_code == 200
    body = {"email": "eva@example.com", "password": ann.password}
    assert ann.post("email/change", body).status_code == 202
    [mail] = [each for each in mails(app, ann.clock.now()) if each["To"] == "eva@example.com"]
    token = link_token(mail)
    _go(app, "0009")
    execute(app, "UPDATE mail_tokens SET new_email = 'Eva@Example.com' WHERE new_email IS NOT NULL")
    _go(app, "head")
    assert ann.post("email/confirm", {"token": token}).status_code == 200
    assert _addresses(app) == ["eva@example.com"]
