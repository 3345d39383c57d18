"""Promise: a stranger who has used up the mails to an address keeps its owner from nothing: whoever
declines, closes the account or leaves the address is mailed the next link."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.accounts import by_operator
from app.config import Settings
from app.config.operators import operator_act
from tests.accounts.links import ask_change, confirm, newest_token, reset, reset_token
from tests.accounts.registrations import (
    DEAD,
    OPENED,
    OWN,
    elsewhere,
    links,
    make_unverified,
    register,
    stranger_to,
    verified,
)
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import execute, id_of_address


@pytest.fixture
def settings(request: pytest.FixtureRequest, sqlite_backend: Backend, tmp_path: Path) -> Settings:
    mode = getattr(request, "param", "required")
    return settings_for(sqlite_backend, tmp_path, email_verification=mode)


def flood(person: Person) -> None:
    """Use up every kind of mail to an address, from many places."""
    stranger = stranger_to(person)
    body = {"email": person.email}
    for _ in range(8):
        register(stranger, **elsewhere())
        stranger.post("verify-email/resend", body, **elsewhere())
        stranger.post("password/forgot", body, **elsewhere())
    before = len(links(person))
    stranger.post("verify-email/resend", body, **elsewhere())
    assert len(links(person)) == before


def decline(person: Person) -> None:
    answer = person.post("verify-email/decline", {"token": links(person)[-1]})
    assert answer.status_code == 200


def close(person: Person) -> None:
    person.sign_in().reauth(password=person.password)
    assert person.call("DELETE", "me", {"password": person.password}).status_code == 200


def delete(person: Person) -> None:
    with person.app.app_context():
        by_operator.delete(
            id_of_address(person.app, person.email), act=operator_act(person.clock.now())
        )


def move_away(person: Person) -> None:
    ask_change(person.sign_in(), "ann@new.example")
    token = newest_token(person, "Confirm your new address")
    assert confirm(person, token).status_code == 200


@pytest.mark.parametrize("settings", ["required", "off"], indirect=True)
def test_who_declined_registers_and_is_mailed_the_link(person: Person) -> None:
    flood(person)
    decline(person)
    register(person)
    assert verified(person, links(person)[-1]) == OPENED
    assert person.log_in().status_code == 200
    assert reset(person, reset_token(person)).status_code == 200


def test_who_declined_an_operators_account_is_mailed_another_link(person: Person) -> None:
    make_unverified(person)
    flood(person)
    decline(person)
    assert verified(person, links(person)[-1]) == DEAD
    person.post("verify-email/resend", {"email": person.email})
    assert verified(person, links(person)[-1], password=OWN) == OPENED


@pytest.mark.parametrize("end", [close, delete, move_away])
def test_who_gave_the_address_up_registers_it_again(
    ann: Person, end: Callable[[Person], None]
) -> None:
    flood(ann)
    end(ann)
    again = register(ann.other_browser())
    assert verified(again, links(again)[-1]) == OPENED


def test_a_stranger_who_sends_no_right_link_clears_nothing(person: Person) -> None:
    flood(person)
    token = links(person)[-1]
    before = len(links(person))
    assert person.post("verify-email/decline", {"token": "wrong"}).status_code == 400
    register(stranger_to(person), **elsewhere())
    assert len(links(person)) == before
    decline(person)
    flood(person)
    used_up = len(links(person))
    assert person.post("verify-email/decline", {"token": token}).status_code == 400
    register(stranger_to(person), **elsewhere())
    assert len(links(person)) == used_up


@pytest.mark.parametrize("settings", ["off"], indirect=True)
def test_a_stranger_who_closes_what_they_registered_mails_no_more(person: Person) -> None:
    stranger = stranger_to(person)
    for _ in range(7):
        register(stranger, **elsewhere())
        close(stranger)
    assert len(links(person)) == 5


def test_the_counts_of_other_addresses_stay(person: Person, bob: Person) -> None:
    flood(bob)
    flood(person)
    mailed = len(links(bob))
    decline(person)
    execute(person.app, "UPDATE users SET email_verified_at = NULL")
    bob.post("verify-email/resend", {"email": bob.email})
    assert len(links(bob)) == mailed
