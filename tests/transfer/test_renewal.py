"""Promise: whoever brought a secret of fewer than 128 bits along is told so, and no longer once a
new one is set up (R10)."""

import pytest
from flask import Flask

from tests.clock import FrozenClock
from tests.person import Person
from tests.transfer.moving import App, apps_of, half, move_in


@pytest.fixture
def weak(app: Flask) -> App:
    move_in(app, "users.csv")
    [dot] = [each for each in apps_of("users.csv") if len(each.secret) == 16]
    return dot


def signed_in(app: Flask, clock: FrozenClock, whose: App) -> Person:
    clock.move(seconds=120)
    person = half(app, clock, whose)
    assert person.verify(whose.code(clock)).status_code == 200
    return person


def test_r10_status_asks_the_owner_of_a_short_secret_to_renew_it(
    app: Flask, clock: FrozenClock, weak: App
) -> None:
    person = signed_in(app, clock, weak)
    assert person.get("2fa/status").json["reEnrol"] is True
    person.secret = person.set_up(replace=True)
    assert person.post("2fa/enable", {"token": person.code()}).status_code == 200
    assert "reEnrol" not in person.get("2fa/status").json


def test_r10_others_are_not_asked(app: Flask, clock: FrozenClock, weak: App) -> None:
    for each in apps_of("users.csv"):
        if each is not weak and each.secret != weak.secret:
            person = signed_in(app, clock, each)
            assert "reEnrol" not in person.get("2fa/status").json
