"""Promise: whoever proves the mailbox decides the password; no stranger's password survives it."""

from pathlib import Path

import pytest

from app.accounts.models import MailToken, Registration
from app.config import Settings
from app.sessions.models import AuthSession
from app.users.models import User
from tests.accounts.links import reset, reset_token
from tests.accounts.registrations import (
    ASKED,
    AWAY,
    DEAD,
    OPENED,
    OWN,
    links,
    make_unverified,
    register,
    stranger_to,
    verified,
    verify,
)
from tests.conftest import Backend, settings_for
from tests.person import PASSWORD, Person
from tests.rows import dump, events, rows


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(sqlite_backend, tmp_path)


def test_the_browser_that_registered_needs_no_password(person: Person) -> None:
    register(person)
    assert verified(person, links(person)[-1]) == OPENED
    assert person.log_in().status_code == 200
    assert person.cookie("second_lock_registration") in {None, ""}
    assert rows(person.app, Registration) == []


def test_every_other_browser_is_asked_for_one_and_nothing_is_spent(person: Person) -> None:
    register(person)
    elsewhere, link = person.other_browser(), links(person)[-1]
    before = dump(person.app)
    assert verified(elsewhere, link) == ASKED
    elsewhere.use_cookie("second_lock_registration", "x" * 43)
    assert verified(elsewhere, link) == ASKED
    assert dump(person.app) == before
    assert verified(elsewhere, link, password=OWN) == OPENED
    elsewhere.password = OWN
    assert elsewhere.log_in().status_code == 200
    assert person.log_in().json["code"] == "invalid_credentials"


@pytest.mark.parametrize("way", ["link", "reset"])
def test_no_name_that_a_stranger_chose_survives_the_proof(person: Person, way: str) -> None:
    body = {"email": person.email, "password": PASSWORD, "name": "You are hacked"}
    stranger_to(person).post("register", body, **AWAY)
    if way == "link":
        assert verified(person, links(person)[-1], password=OWN) == OPENED
    else:
        assert reset(person, reset_token(person), OWN).status_code == 200
    person.password = OWN
    assert person.sign_in().get("me").json["user"]["name"] == ""


def test_the_name_of_the_registrant_and_of_an_operator_stays(person: Person) -> None:
    body = {"email": person.email, "password": PASSWORD, "name": "Ann"}
    person.post("register", body)
    assert verified(person, links(person)[-1], password=OWN) == OPENED
    bob = Person(person.app, person.clock, "bob@example.com")
    make_unverified(bob, "--name", "Bob")
    assert verified(bob, links(bob)[-1], password=OWN) == OPENED
    assert sorted(user.name for user in rows(person.app, User)) == ["Ann", "Bob"]


def test_the_password_that_is_sent_follows_the_rules_and_a_bad_one_spends_nothing(
    person: Person,
) -> None:
    register(person)
    elsewhere, link = person.other_browser(), links(person)[-1]
    before = dump(person.app)
    for password in ("", "short", "x" * 1025, "ann@example.com"):
        answer = verify(elsewhere, link, password=password)
        assert (answer.status_code, list(answer.json["fields"])) == (400, ["password"])
    assert dump(person.app) == before
    assert verified(elsewhere, link, password=OWN) == OPENED


def test_the_browser_that_registered_may_choose_another_one_too(person: Person) -> None:
    register(person)
    assert verified(person, links(person)[-1], password=OWN) == OPENED
    assert person.log_in().status_code == 401
    person.password = OWN
    assert person.log_in().status_code == 200


def test_a_strangers_five_registrations_before_the_owners_keep_nobody_out(person: Person) -> None:
    """They use up the mails, so that the owner's own registration brings none."""
    stranger = stranger_to(person)
    for _ in range(5):
        register(stranger, **AWAY)
    register(person)
    sent = links(person)
    assert len(sent) == 5
    assert person.log_in().json["code"] == "email_unverified"  # the newest registration is kept
    assert verified(stranger, sent[-1]) == ASKED
    assert verified(person, sent[-1]) == ASKED  # it was mailed for another registration
    assert verified(person, sent[-1], password=OWN) == OPENED
    person.password = OWN
    assert person.log_in().status_code == 200
    assert stranger.log_in().json["code"] == "invalid_credentials"


def test_the_link_of_a_registration_past_the_limit_can_be_asked_for_again(person: Person) -> None:
    stranger = stranger_to(person)
    for _ in range(5):
        register(stranger, **AWAY)
    register(person)
    person.clock.move(seconds=3601)
    assert person.post("verify-email/resend", {"email": person.email}).status_code == 202
    *older, newest = links(person)
    assert verified(person, older[-1]) == DEAD
    assert verified(stranger, newest) == ASKED
    assert verified(person, newest) == OPENED
    assert person.log_in().status_code == 200


def test_a_stranger_who_registers_after_the_owner_gains_nothing(person: Person) -> None:
    register(person)
    [owners] = links(person)
    stranger = register(stranger_to(person), **AWAY)
    assert verified(person, owners) == DEAD
    newest = links(person)[-1]
    assert verified(person, newest) == ASKED
    assert verified(person, newest, password=OWN) == OPENED
    assert stranger.log_in().json["code"] == "invalid_credentials"


def test_each_registration_that_makes_way_is_in_the_history(person: Person) -> None:
    register(stranger_to(person), **AWAY)
    [first] = rows(person.app, User)
    register(person)
    [dropped] = events(person.app, "account.registration_dropped")
    assert (dropped.subject_id, dropped.detail) == (first.id, {"reason": "registered-again"})
    register(person)
    assert len(events(person.app, "account.registration_dropped")) == 2


def test_a_link_of_before_the_proof_decides_nothing_after_it(person: Person) -> None:
    register(person)
    link = links(person)[-1]
    assert reset(person, reset_token(person), OWN).status_code == 200
    assert verified(person, link, password=PASSWORD) == DEAD
    assert person.post("verify-email/decline", {"token": link}).json["code"] == "invalid_token"
    assert rows(person.app, MailToken) == []
    person.password = OWN
    assert person.log_in().status_code == 200


class TestWithoutVerification:
    @pytest.fixture
    def settings(self, sqlite_backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(sqlite_backend, tmp_path, email_verification="off")

    def test_a_stranger_who_signed_in_does_not_survive_the_owners_registration(
        self, person: Person
    ) -> None:
        stranger = register(stranger_to(person), **AWAY).sign_in()
        register(person)
        assert stranger.is_signed_in()  # a call that proves nothing ends nobody's account
        link = links(person)[-1]
        assert verified(person, link) == ASKED
        assert verified(person, link, password=OWN) == OPENED
        assert not stranger.is_signed_in()
        assert rows(person.app, AuthSession) == []
        person.password = OWN
        assert person.log_in().status_code == 200
        assert stranger.log_in().status_code == 401

    def test_a_session_of_the_stranger_protects_nothing(self, person: Person) -> None:
        """The owner opens the link in a browser that the stranger left signed in."""
        stranger = register(stranger_to(person), **AWAY)
        shared = stranger_to(person).sign_in()
        link = links(person)[-1]
        assert verified(shared, link) == ASKED
        assert verified(shared, link, password=OWN) == OPENED
        assert not shared.is_signed_in()
        assert stranger.log_in().status_code == 401
