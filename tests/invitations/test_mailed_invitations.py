"""Promise: a mailed invitation opens one account, for its address alone, and once."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.config.door_settings import door
from app.config.operators import operator_act
from app.extensions import now
from app.groups import service as groups
from app.invitations import issuing
from app.invitations.models import Invitation
from app.users.models import User
from tests.accounts.registrations import make_unverified
from tests.conftest import Backend, settings_for
from tests.invitations.house import DAY, DEAD, code, join, mailed
from tests.person import Person, mails
from tests.racing import race
from tests.rows import dump, events, execute, rows
from tests.transfer.moving import flask


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, registration=door("invited"))


def group(app: Flask, name: str) -> None:
    with app.app_context():
        groups.create(name, act=operator_act(now()))


def test_it_verifies_and_signs_in_at_once(app: Flask, person: Person) -> None:
    group(app, "staff")
    answer = join(person, mailed(app, person, groups=("staff",)))
    assert answer.status_code == 201
    assert answer.json["user"]["emailVerified"]
    assert answer.json["user"]["groups"] == ["staff"]
    assert person.is_signed_in()
    assert person.other_browser().log_in().status_code == 200
    assert rows(app, Invitation) == []
    assert len(events(app, "invitation.taken")) == 1


def test_an_invited_administrator_must_enrol_first(app: Flask, person: Person) -> None:
    answer = join(person, mailed(app, person, role="admin"))
    assert answer.json["user"]["role"] == "admin"
    assert answer.json["requires2FASetup"] is True
    assert person.get("sessions").json["code"] == "two_factor_setup_required"


def test_i02_twenty_parallel_redemptions_open_one_account(app: Flask, person: Person) -> None:
    token = mailed(app, person)
    browsers = [person.other_browser() for _ in range(20)]
    answers = race([partial(join, each, token) for each in browsers])
    signed_in = [each for each in browsers if each.is_signed_in()]
    assert len(signed_in) == 1
    assert len([each for each in answers if "user" in each.json]) == 1
    assert {code(each) for each in answers} <= {(201, None), DEAD}
    assert len(rows(app, User)) == 1


def test_i03_another_address_gets_nothing_by_it(app: Flask, person: Person) -> None:
    token = mailed(app, person)
    thief = Person(app, person.clock, "thief@example.com")
    answer = join(thief, token)
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["email"])
    assert join(person, token, email=" ANN@Example.COM ").json["user"]["email"] == person.email


def test_i03_the_address_alone_claims_nothing(app: Flask, person: Person) -> None:
    mailed(app, person)
    assert (
        "user"
        not in person.post("register", {"email": person.email, "password": person.password}).json
    )
    assert rows(app, User) == []


def test_i04_looking_spends_nothing(app: Flask, person: Person) -> None:
    token = mailed(app, person)
    for _ in range(3):
        for method in ("GET", "HEAD"):
            assert person.call(method, f"/join?token={token}").status_code == 200, method
        assert person.post("invitation", {"token": token}).status_code == 200
    assert "user" in join(person, token).json


def test_i05_the_page_shows_what_the_act_redeems(app: Flask, person: Person) -> None:
    group(app, "staff")
    token = mailed(app, person, groups=("staff",))
    offer = person.post("invitation", {"token": token}).json
    user = join(person, token).json["user"]
    for name in ("email", "role", "groups"):
        assert offer[name] == user[name]
    assert offer["invitedBy"] == "Second Lock"


def test_i08_a_revoked_an_expired_and_an_older_invitation_are_dead(
    app: Flask, person: Person
) -> None:
    older, newer = mailed(app, person), mailed(app, person)
    assert code(join(person, older)) == DEAD
    [kept] = rows(app, Invitation)
    with app.app_context():
        issuing.revoke(kept.id, act=operator_act(now()))
    assert code(join(person, newer)) == DEAD
    token = mailed(app, person)
    person.clock.move(seconds=DAY)
    assert code(join(person, token)) == DEAD
    assert code(person.post("invitation", {"token": token})) == DEAD
    assert rows(app, User) == []


def test_i09_it_dies_with_its_group(app: Flask, person: Person) -> None:
    group(app, "staff")
    token = mailed(app, person, groups=("staff",))
    execute(app, "DELETE FROM groups")
    assert code(join(person, token)) == DEAD
    group(app, "staff")
    assert code(join(person, token)) == DEAD


def test_i13_a_taken_address_spends_nothing_and_changes_nothing(app: Flask, person: Person) -> None:
    make_unverified(person)
    token = mailed(app, person)
    thief = person.other_browser()
    thief.password = "another horse battery"
    answer = join(thief, token)
    assert (answer.status_code, "user" in answer.json) == (201, False)
    assert not thief.is_signed_in()
    assert thief.log_in().json["code"] == "invalid_credentials"
    assert len(rows(app, Invitation)) == 1
    assert "Verify your e-mail" in mails(app, person.clock.now())[-1]["Subject"]


def test_it_replaces_the_registration_of_a_stranger(
    app: Flask, settings: Settings, person: Person
) -> None:
    token = mailed(app, person)
    stranger = person.other_browser()
    stranger.password = "stolen horse battery"
    app.extensions["second_lock"].settings = settings_with(settings, "open")
    assert (
        stranger.post(
            "register", {"email": person.email, "password": stranger.password}
        ).status_code
        == 201
    )
    assert "user" in join(person, token).json
    assert stranger.log_in().json["code"] == "invalid_credentials"
    assert len(rows(app, User)) == 1


def settings_with(settings: Settings, word: str) -> Settings:
    return replace(settings, registration=door(word))


def test_a_closed_door_takes_no_invitation(app: Flask, settings: Settings, person: Person) -> None:
    token = mailed(app, person)
    app.extensions["second_lock"].settings = settings_with(settings, "closed")
    assert code(join(person, token)) == DEAD
    refused = flask(app, "users", "invite", "new@example.com")
    assert refused.exit_code == 1
    assert "closed" in refused.output


def test_the_token_is_kept_as_a_hash(app: Flask, person: Person) -> None:
    token = mailed(app, person)
    [row] = rows(app, Invitation)
    kept = dump(app)
    assert row.id in kept
    assert token not in kept
    assert len(token) == 43
