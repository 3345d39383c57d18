"""Promise: each way to prove an address passes the door, and nothing that ended opens it again."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import by_operator
from app.accounts.models import Registration
from app.config import Settings
from app.config.door_settings import door
from app.config.operators import operator_act
from app.core.act import Act, Actor
from app.core.errors import Forbidden
from app.extensions import now
from app.invitations import issuing
from app.invitations.models import Invitation
from app.users.models import User
from tests.accounts.links import reset, reset_token
from tests.accounts.registrations import links, register, verified
from tests.conftest import Backend, settings_for
from tests.invitations.house import DAY, DEAD, code, join, mailed, shown
from tests.person import Person, mails
from tests.racing import race
from tests.rows import events, execute, rows

_FULL = (409, "conflict")


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, registration=door("invited"))


def turn(app: Flask, word: str) -> None:
    """Go on under another value of REGISTRATION."""
    runtime = app.extensions["second_lock"]
    runtime.settings = replace(runtime.settings, registration=door(word))


def test_i01_a_new_password_is_no_way_around_the_shut_door(app: Flask, person: Person) -> None:
    turn(app, "open")
    register(person)
    turn(app, "invited")
    assert code(reset(person, reset_token(person))) == _FULL
    assert rows(app, User) == []
    assert len(events(app, "account.registration_dropped")) == 1


def test_i02_a_new_password_takes_a_use_of_the_link_too(app: Flask, person: Person) -> None:
    token = shown(app, uses=1)
    late = Person(app, person.clock, "late@example.com")
    for each in (person, late):
        assert join(each, token).status_code == 201
    assert reset(person, reset_token(person)).status_code == 200
    [link] = rows(app, Invitation)
    assert link.uses == 0
    assert code(reset(late, reset_token(late))) == _FULL
    assert [user.email for user in rows(app, User)] == [person.email]


def test_a_closed_door_lets_nobody_in_who_came_by_a_link(app: Flask, person: Person) -> None:
    assert join(person, shown(app)).status_code == 201
    turn(app, "closed")
    assert verified(person, links(person)[-1]) == _FULL
    assert rows(app, User) == []


def test_who_was_given_a_role_by_an_operator_is_let_in(app: Flask, person: Person) -> None:
    turn(app, "open")
    register(person)
    turn(app, "invited")
    with app.app_context():
        [user] = rows(app, User)
        by_operator.set_role(user.id, "admin", act=operator_act(now()))
    assert verified(person, links(person)[-1]) == (200, None)


def test_a_link_that_is_revoked_while_people_register_is_a_plain_refusal(
    app: Flask, person: Person
) -> None:
    token = shown(app, uses=100)
    [link] = rows(app, Invitation)
    crowd = [Person(app, person.clock, f"p{number}@example.com") for number in range(10)]

    def revoke() -> None:
        with app.app_context():
            issuing.revoke(link.id, act=operator_act(now()))

    answers = race([partial(join, each, token) for each in crowd] + [revoke])
    told = {code(each) for each in answers if each is not None}
    assert told <= {(201, None), DEAD}, told
    assert all(each.invitation_id is None for each in rows(app, Registration))


def test_i08_two_who_invite_one_address_at_once_leave_one_link(app: Flask, person: Person) -> None:
    wish = issuing.wanted(email=person.email, role="user", groups=(), seconds=DAY, uses=1)

    def invite() -> None:
        with app.app_context():
            issuing.invite(wish, act=operator_act(now()))

    race([invite] * 8)
    assert len(rows(app, Invitation)) == 1
    assert len(events(app, "invitation.made")) == 8
    assert len(mails(app, person.clock.now())) == 8


@pytest.mark.parametrize("lost", ["role = 'user'", "disabled_at = created_at"])
def test_i06_who_lost_the_role_meanwhile_invites_nobody(
    app: Flask, person: Person, lost: str
) -> None:
    assert "user" in join(person, mailed(app, person, role="admin")).json
    [boss] = rows(app, User)
    execute(app, f"UPDATE users SET {lost}")
    wish = issuing.wanted(email=None, role="user", groups=(), seconds=DAY, uses=1)
    with app.app_context():
        act = Act(operator_act(now()).origin, now(), by=Actor(boss.id, boss.email))
        with pytest.raises(Forbidden):
            issuing.invite(wish, act=act)
    assert rows(app, Invitation) == []
