"""Promise: a new password forgets the guesses at the old one, and wrong codes once in 30 days:
the thief's password is gone, but whoever reads the mail may not guess codes without end."""

from collections.abc import Callable

import pytest

from tests.accounts.links import change, reset, reset_token
from tests.person import Person

DAY = 86400


def lock_codes(person: Person) -> None:
    thief = person.other_browser().half()
    for _ in range(5):
        thief.verify(thief.wrong_code())
    assert thief.log_in().json["retryAfter"] > 0


def codes_are_locked(person: Person) -> bool:
    answer = person.other_browser().log_in()
    assert answer.json["requires2FA"] is True, answer.json
    return "retryAfter" in answer.json


def by_reset(person: Person, password: str) -> None:
    assert reset(person.other_browser(), reset_token(person), password).status_code == 200
    person.password = password


def by_change(person: Person, password: str) -> None:
    assert change(person, password).status_code == 200
    person.password = password


both_ways = pytest.mark.parametrize("renew", [by_reset, by_change])


@both_ways
def test_wrong_codes_are_forgotten_once_in_thirty_days(
    enrolled: Person, renew: Callable[[Person, str], None]
) -> None:
    lock_codes(enrolled)
    renew(enrolled, "first horse battery")
    assert not codes_are_locked(enrolled)
    lock_codes(enrolled)
    by_reset(enrolled, "second horse battery")
    assert codes_are_locked(enrolled)


def test_after_thirty_days_they_are_forgotten_again(enrolled: Person) -> None:
    lock_codes(enrolled)
    by_reset(enrolled, "first horse battery")
    enrolled.clock.move(seconds=30 * DAY)
    lock_codes(enrolled)
    by_reset(enrolled, "second horse battery")
    assert not codes_are_locked(enrolled)


def test_the_day_and_the_month_are_forgotten_too(enrolled: Person) -> None:
    for _ in range(4):
        lock_codes(enrolled)
        enrolled.clock.move(seconds=900)
    assert codes_are_locked(enrolled)  # twenty in a day
    by_reset(enrolled, "first horse battery")
    assert not codes_are_locked(enrolled)


def test_where_nothing_was_counted_nothing_is_used_up(enrolled: Person) -> None:
    by_reset(enrolled, "first horse battery")
    lock_codes(enrolled)
    by_reset(enrolled, "second horse battery")
    assert not codes_are_locked(enrolled)


def test_r52_wrong_passwords_are_forgotten(ann: Person) -> None:
    stranger = ann.other_browser()
    stranger.password = "a wrong password"
    for _ in range(10):
        stranger.log_in()
    assert ann.log_in().status_code == 429
    by_reset(ann, "first horse battery")
    assert ann.log_in().status_code == 200


def test_the_count_of_an_address_over_all_accounts_stays(ann: Person, bob: Person) -> None:
    for number in range(99):
        body = {"email": f"user{number}@example.com", "password": "a wrong password"}
        ann.post("login", body)
    by_reset(ann, "first horse battery")
    assert bob.post("login", {"email": bob.email, "password": "wrong"}).status_code == 401
    assert bob.post("login", {"email": bob.email, "password": "wrong"}).status_code == 429
