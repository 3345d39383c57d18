"""Promise: where the door is shut no stranger gets an account, and nobody learns who has one."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.models import MailToken, Registration
from app.config import Settings
from app.config.door_settings import door
from app.config.parsing import ConfigError
from app.mail.models import OutboxMail
from app.users.models import User
from tests.accounts.test_register_answers import register, shown
from tests.auth.test_same_work import counting
from tests.conftest import Backend, make_settings, settings_for
from tests.person import Person, link_token, mails
from tests.rows import events, rows
from tests.transfer.moving import flask


@pytest.fixture(params=["invited", "closed", "@example.org"])
def settings(request: pytest.FixtureRequest, backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, registration=door(request.param))


@pytest.fixture
def owner(app: Flask, person: Person) -> Person:
    """Somebody whose account an operator made."""
    who = ("--email", person.email, "--password", person.password)
    assert flask(app, "users", "create", *who).exit_code == 0
    return person


def test_i01_a_stranger_gets_the_usual_answer_and_nothing_is_made(owner: Person) -> None:
    taken = shown(register(owner.other_browser(), owner.email))
    unknown = shown(register(owner.other_browser(), "new@example.com"))
    assert unknown == taken
    assert unknown[0] == 201
    assert [user.email for user in rows(owner.app, User)] == [owner.email]
    assert rows(owner.app, Registration) == []
    assert all(each.user_id is None for each in rows(owner.app, MailToken))


def test_i01_every_address_costs_the_same_work(owner: Person, hashes: list[str]) -> None:
    made = ("--email", "made@example.com", "--password", owner.password, "--unverified")
    assert flask(owner.app, "users", "create", *made).exit_code == 0
    gone = ("--email", "gone@example.com", "--password", owner.password)
    assert flask(owner.app, "users", "create", *gone).exit_code == 0
    assert flask(owner.app, "users", "disable", "gone@example.com").exit_code == 0
    work = []
    for email in ("new@example.com", owner.email, "made@example.com", "gone@example.com"):
        hashes.clear()
        before = len(rows(owner.app, OutboxMail))
        with counting(owner.app) as statements:
            register(owner.other_browser(), email)
        work.append((statements, list(hashes), len(rows(owner.app, OutboxMail)) - before))
    assert work[0] == work[1] == work[2] == work[3]
    assert work[0][1:] == (["hashpw"], 1)


def test_i01_only_the_owner_of_a_taken_address_gets_a_mail(owner: Person) -> None:
    for email in ("new@example.com", owner.email, "other@example.com"):
        register(owner.other_browser(), email)
    sent = mails(owner.app, owner.clock.now())
    assert [mail["To"] for mail in sent] == [owner.email]
    assert len(events(owner.app, "account.registration_refused")) == 2


def test_i01_a_stranger_cannot_sign_in_by_what_they_sent(owner: Person) -> None:
    stranger = Person(owner.app, owner.clock, "new@example.com")
    register(stranger, stranger.email)
    assert stranger.log_in().json["code"] == "invalid_credentials"
    token = stranger.post("token", {"email": stranger.email, "password": stranger.password})
    assert token.json["code"] == "invalid_credentials"


@pytest.mark.parametrize("settings", ["@example.org"], indirect=True)
def test_an_address_of_a_listed_domain_is_let_in(app: Flask, owner: Person) -> None:
    friend = Person(app, owner.clock, "friend@example.org")
    friend.register().sign_in()
    assert friend.is_signed_in()
    below = Person(app, owner.clock, "friend@sub.example.org")
    register(below, below.email)
    assert len(rows(app, User)) == 2


def test_a_registration_from_before_the_door_was_shut_is_not_let_in(
    app: Flask, settings: Settings, person: Person
) -> None:
    runtime = app.extensions["second_lock"]
    runtime.settings = replace(settings, registration=door("open"))
    register(person, person.email)
    runtime.settings = settings
    link = link_token(mails(app, person.clock.now())[-1])
    refused = person.post("verify-email", {"token": link})
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert rows(app, User) == []
    assert len(events(app, "account.registration_dropped")) == 1


@pytest.mark.parametrize(
    ("public_url", "word"),
    [
        ("http://localhost:8000", "open"),
        ("http://127.0.0.1:8000", "open"),
        ("https://login.example.com", "invited"),
        ("http://login.lan", "invited"),
    ],
)
def test_a_public_server_lets_no_stranger_in_by_default(public_url: str, word: str) -> None:
    assert str(make_settings(public_url=public_url, registration=None).door) == word


@pytest.mark.parametrize("value", ["Open", "all", "example.org", "@", "@example.org,open", "@a b"])
def test_it_refuses_a_door_that_it_cannot_read(value: str) -> None:
    with pytest.raises(ConfigError, match="must be open, invited, closed, or domains"):
        door(value)
