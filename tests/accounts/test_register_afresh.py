"""Promise: an address that was registered but never verified starts afresh, and a working or
disabled account cannot be taken over by registering it again."""

from pathlib import Path

import pytest

from app.config import Settings
from app.users.models import User
from tests.conftest import Backend, settings_for
from tests.person import Person, link_token, mails, text_of
from tests.rows import execute, rows

THIEF = "stolen horse battery"


@pytest.fixture
def thief(person: Person) -> Person:
    """Somebody who registered Ann's address before her."""
    thief = person.other_browser()
    thief.password = THIEF
    body = {"email": thief.email, "password": THIEF, "name": "Not Ann"}
    assert (
        thief.post("register", body, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).status_code
        == 201
    )
    return thief


def test_password_name_id_and_link_are_replaced(person: Person, thief: Person) -> None:
    old_link = link_token(mails(person.app, person.clock.now())[-1])
    [old] = rows(person.app, User)
    person.clock.move(seconds=60)
    person.register()
    [new] = rows(person.app, User)
    assert new.id != old.id
    assert new.name == ""
    assert thief.post("verify-email", {"token": old_link}).json["code"] == "invalid_token"
    assert thief.log_in().json["code"] == "invalid_credentials"
    assert person.log_in().status_code == 200


def test_the_old_link_is_dead_before_the_new_one_is_used(person: Person, thief: Person) -> None:
    old_link = link_token(mails(person.app, person.clock.now())[-1])
    person.post("register", {"email": person.email, "password": person.password})
    assert person.post("verify-email", {"token": old_link}).json["code"] == "invalid_token"


def test_mail_and_page_say_when_and_from_where_it_was_registered(
    person: Person, thief: Person
) -> None:
    mail = mails(person.app, person.clock.now())[-1]
    said = "2026-11-21 12:00 UTC", "203.0.113.9"
    assert all(each in text_of(mail) for each in said)
    person.clock.move(seconds=3600)
    token = link_token(mail)
    shown = person.post("verify-email/look", {"token": token}).json
    assert shown["registeredAt"].startswith("2026-11-21T12:00")
    assert shown["registeredFrom"] == "203.0.113.9"
    body = {"token": token, "password": person.password}
    page = person.post("verify-email", body).json["message"]
    assert all(each in page for each in said)


def test_a_verified_account_does_not_start_afresh(bob: Person) -> None:
    [before] = rows(bob.app, User)
    stranger = bob.other_browser()
    stranger.password = THIEF
    stranger.post("register", {"email": bob.email, "password": THIEF})
    [after] = rows(bob.app, User)
    assert (after.id, after.password_hash) == (before.id, before.password_hash)
    assert stranger.log_in().status_code == 401


def test_a_disabled_unverified_account_stays_disabled(person: Person, thief: Person) -> None:
    execute(person.app, "UPDATE users SET disabled_at = created_at")
    [before] = rows(person.app, User)
    person.post("register", {"email": person.email, "password": person.password})
    [after] = rows(person.app, User)
    assert (after.id, after.password_hash) == (before.id, before.password_hash)
    assert after.disabled_at is not None
    assert person.log_in().json["code"] == "invalid_credentials"
    assert thief.log_in().json["code"] == "account_disabled"


class TestWithoutVerification:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(backend, tmp_path, email_verification="off")

    def test_a_registered_account_signs_in_at_once(self, person: Person) -> None:
        person.post("register", {"email": person.email, "password": person.password})
        answer = person.log_in()
        assert answer.status_code == 200
        assert answer.json["user"]["emailVerified"] is False

    def test_nobody_takes_it_over_by_registering_again(self, person: Person) -> None:
        person.post("register", {"email": person.email, "password": person.password})
        thief = person.other_browser()
        thief.password = THIEF
        again = thief.post("register", {"email": person.email, "password": THIEF})
        assert again.status_code == 201
        assert thief.log_in().status_code == 401
        assert person.log_in().status_code == 200
        assert len(rows(person.app, User)) == 1
