"""Promise: people who share a browser sign in at the same moment, and no login fails because two
transactions wait for each other."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.client import Answer
from tests.person import Person
from tests.racing import race

_ROUNDS = 12
_MARKS = ("second_lock_known_browser", "second_lock_trusted_device")


def carry_on(one: Person, other: Person) -> None:
    """Let `other` sit down at the browser of `one`, who is signed in there or was."""
    for name in (*_MARKS, "second_lock_session"):
        if value := one.cookie(name):
            other.use_cookie(name, value)


def remembered(person: Person) -> Person:
    """Sign in and be remembered, whatever it takes."""
    answer = person.log_in()
    if answer.json.get("requires2FA"):
        body = {"code": person.code(), "rememberDevice": True}
        answer = person.post("2fa/verify-login", body)
        person.clock.next_step()
    assert answer.status_code == 200, answer.json
    return person


def both_sit_down(ann: Person, bob: Person) -> None:
    """Let the browser be trusted by both, and each have what the other was given last."""
    carry_on(remembered(ann), bob)
    carry_on(remembered(bob), ann)


@pytest.fixture(autouse=True)
def enrolled_both(ann: Person, bob: Person) -> None:
    for each in (ann, bob):
        each.sign_in().enable().post("logout", {})


def test_one_who_is_trusted_beside_one_who_asks_to_be(ann: Person, bob: Person) -> None:
    for _ in range(_ROUNDS):
        both_sit_down(ann, bob)
        trusted = bob.held_cookie("second_lock_trusted_device")
        bob.browser.delete_cookie("second_lock_trusted_device")
        bob.half().use_cookie("second_lock_trusted_device", trusted)
        body = {"code": bob.code(), "rememberDevice": True}
        verify = partial(bob.post, "2fa/verify-login", body)
        calls: list[Callable[[], Answer]] = [ann.log_in, verify]
        answers = race(calls)
        assert [each.status_code for each in answers] == [200, 200], answers[1].json
        bob.clock.next_step()


def test_two_who_are_trusted(ann: Person, bob: Person) -> None:
    for _ in range(_ROUNDS):
        both_sit_down(ann, bob)
        answers = race([ann.log_in, bob.log_in])
        assert [each.status_code for each in answers] == [200, 200]
