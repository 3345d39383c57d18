"""Promise: a link that was shown verifies nothing, and never admits more people than it says."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.config.door_settings import door
from app.config.operators import operator_act
from app.core.errors import InvalidRequest
from app.extensions import now
from app.groups import service as groups
from app.invitations import issuing
from app.invitations.models import Invitation
from app.users.models import User
from tests.accounts.registrations import links, verified
from tests.conftest import Backend, settings_for
from tests.invitations.house import DAY, DEAD, code, join, shown
from tests.person import Person
from tests.racing import race
from tests.rows import execute, rows

_FULL = (409, "conflict")


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, registration=door("invited"))


def people(app: Flask, person: Person, many: int) -> list[Person]:
    return [Person(app, person.clock, f"p{number}@example.com") for number in range(many)]


def come_by(person: Person, token: str) -> str:
    """Register by a link; return the token of the verification mail."""
    answer = join(person, token)
    assert (answer.status_code, "user" in answer.json) == (201, False)
    assert not person.is_signed_in()
    return links(person)[-1]


def test_i03_it_verifies_nothing_and_the_mail_does(app: Flask, person: Person) -> None:
    with app.app_context():
        groups.create("staff", act=operator_act(now()))
    link = come_by(person, shown(app, groups=("staff",)))
    assert person.log_in().json["code"] == "email_unverified"
    assert verified(person, link) == (200, None)
    assert person.sign_in().get("me").json["user"]["groups"] == ["staff"]


def test_i02_a_link_for_three_admits_three_of_twenty_who_race(app: Flask, person: Person) -> None:
    token = shown(app, uses=3)
    crowd = people(app, person, 20)
    mailed = [come_by(each, token) for each in crowd]
    found = race([partial(verified, *each) for each in zip(crowd, mailed, strict=True)])
    assert sorted(found) == [(200, None)] * 3 + [_FULL] * 17
    assert len(rows(app, User)) == 3
    [row] = rows(app, Invitation)
    assert row.uses == 0
    late = Person(app, person.clock, "late@example.com")
    assert code(join(late, token)) == DEAD


def test_where_the_door_is_open_a_used_up_link_keeps_the_registration(
    app: Flask, settings: Settings, person: Person
) -> None:
    token = shown(app, uses=1)
    first, second = people(app, person, 2)
    mailed = [come_by(each, token) for each in (first, second)]
    app.extensions["second_lock"].settings = replace(settings, registration=door("open"))
    assert verified(first, mailed[0]) == (200, None)
    assert verified(second, mailed[1]) == _FULL
    assert verified(second, mailed[1]) == (200, None)
    assert second.sign_in().is_signed_in()


def test_i08_who_registered_by_a_link_that_is_revoked_stays_outside(
    app: Flask, person: Person
) -> None:
    link = come_by(person, shown(app))
    [row] = rows(app, Invitation)
    with app.app_context():
        issuing.revoke(row.id, act=operator_act(now()))
    assert verified(person, link) == _FULL
    assert rows(app, User) == []


def test_i09_it_dies_when_its_inviter_may_not_invite_any_more(
    app: Flask, person: Person, boss: Person
) -> None:
    link = come_by(person, shown(app))
    [inviter] = [user for user in rows(app, User) if user.email == boss.email]
    execute(app, "UPDATE invitations SET inviter_id = :id", id=inviter.id)
    execute(app, "UPDATE users SET disabled_at = created_at WHERE id = :id", id=inviter.id)
    assert verified(person, link) == _FULL
    [row] = rows(app, Invitation)
    assert row.uses == 1


@pytest.fixture
def boss(app: Flask, person: Person) -> Person:
    boss = Person(app, person.clock, "boss@example.com")
    token = shown(app)
    assert verified(boss, come_by(boss, token)) == (200, None)
    execute(app, "DELETE FROM invitations")
    execute(app, "UPDATE users SET role = 'admin'")
    return boss


def test_a_registration_in_time_is_let_in_after_the_link_has_expired(
    app: Flask, person: Person
) -> None:
    token = shown(app, uses=2, seconds=60)
    link = come_by(person, token)
    person.clock.move(seconds=120)
    assert verified(person, link) == (200, None)
    [row] = rows(app, Invitation)
    assert row.uses == 1
    late = Person(app, person.clock, "late@example.com")
    assert code(join(late, token)) == DEAD


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"role": "admin"}, "role"),
        ({"uses": 0}, "uses"),
        ({"uses": 1001}, "uses"),
        ({"seconds": 59}, "expiresIn"),
        ({"seconds": 30 * DAY + 1}, "expiresIn"),
        ({"uses": 2, "email": "a@example.com"}, "uses"),
    ],
)
def test_i06_it_refuses_a_link_that_gives_too_much(wrong: dict[str, object], field: str) -> None:
    usual = {"email": None, "role": "user", "groups": (), "seconds": DAY, "uses": 1}
    with pytest.raises(InvalidRequest) as refused:
        issuing.wanted(**(usual | wrong))  # type: ignore[arg-type]
    assert list(refused.value.fields or {}) == [field]


def test_without_verification_each_account_costs_a_use_at_once(
    app: Flask, settings: Settings, person: Person
) -> None:
    app.extensions["second_lock"].settings = replace(settings, email_verification="off")
    token = shown(app, uses=2)
    found = race([partial(join, each, token) for each in people(app, person, 12)])
    assert sorted(map(code, found)) == [(201, None)] * 2 + [DEAD] * 10
    assert len(rows(app, User)) == 2
