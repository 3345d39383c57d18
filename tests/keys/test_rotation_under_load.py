"""Promise: while keys are rotated again and again, twenty threads sign in and none is refused
(R86, F08)."""

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial

from flask import Flask

from tests.keys.conftest import Instance
from tests.person import Person
from tests.racing import race

_ROTATIONS = 3
# A slow machine rotates on until the visits are enough.
_ROTATIONS_AT_MOST = 20
_VISITS = 60
# Without it twenty writers fill SQLite's one lock on a busy machine, with or without a rotation.
_THINKING_SECONDS = 0.1


def sign_in_and_look(person: Person) -> str:
    """One whole visit from a fresh browser; says what was refused, or "fine"."""
    browser = person.other_browser()
    answer = browser.log_in()
    if answer.status_code == 200 and answer.json.get("requires2FA"):
        if not person.backup_codes:
            return "fine"
        answer = browser.verify(person.backup_codes.pop())
    if answer.status_code != 200:
        return f"login {answer.status_code} {answer.json['code']}"
    seen = browser.get("me")
    return "fine" if seen.status_code == 200 else f"me {seen.status_code}"


def visit_while_rotating(instance: Instance, people: list[Person]) -> Counter[str]:
    """Let every person of the list visit over and over, each in a thread, until all is rotated."""
    done = threading.Event()
    seen: list[str] = []

    def visits(person: Person) -> None:
        while not done.is_set():
            seen.append(sign_in_and_look(person))
            done.wait(_THINKING_SECONDS)

    def rotate() -> None:
        try:
            for turn in range(_ROTATIONS_AT_MOST):
                if turn >= _ROTATIONS and len(seen) > _VISITS:
                    break
                assert instance.keys("rotate")["left"] == 0
        finally:
            done.set()

    calls: list[Callable[[], None]] = [partial(visits, each) for each in people]
    race([*calls, rotate])
    return Counter(seen)


def test_r86_twenty_threads_with_passwords_meet_no_failure(instance: Instance, app: Flask) -> None:
    people = [Person(app, instance.clock, f"p{n}@example.com").register() for n in range(5)]
    kept = [person.other_browser().sign_in() for person in people]
    # Four threads share an account: their logins race for its better hash.
    found = visit_while_rotating(instance, people * 4)
    assert set(found) == {"fine"}, found
    assert found["fine"] > _VISITS
    assert all(person.is_signed_in() for person in kept)


def test_r86_twenty_threads_with_second_factors_meet_no_failure(
    instance: Instance, app: Flask
) -> None:
    people = [Person(app, instance.clock, f"q{n}@example.com").register() for n in range(20)]
    for each in people:
        each.sign_in().enable()
    found = visit_while_rotating(instance, people)
    assert set(found) == {"fine"}, found
    assert sum(len(each.backup_codes) for each in people) <= 180
    assert all(person.is_signed_in() for person in people)
