"""Promise: where all places among those who hash are taken, nobody is counted for a try that was
not looked at, and whoever is past a limit takes no place from anybody (F14)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import repeat, starmap, takewhile
from typing import Any

import pytest
from flask import Flask

from tests.accounts.links import NEW, change, reset, reset_token
from tests.auth.test_login_limits import REFUSED, WRONG, guess
from tests.person import Person


@contextmanager
def crowd(app: Flask, *, strangers: bool = False) -> Iterator[None]:
    """Let others, each in a network of their own, hold every place, or all that strangers get."""
    places = app.extensions["second_lock"].passwords._pool._places
    names = (f"n{number}" for number in range(1_000_000))
    callers = ((each, None if strangers else each) for each in names)
    held = list(takewhile(bool, starmap(places.take, callers)))
    try:
        yield
    finally:
        for each in held:
            places.give_back(each)


def test_whoever_is_past_the_limit_asks_for_no_place(ann: Person, bob: Person) -> None:
    assert [guess(ann) for _ in range(10)] == [WRONG] * 10
    with crowd(ann.app):
        assert guess(ann) == REFUSED
        assert bob.log_in().status_code == 503
    assert bob.log_in().status_code == 200


@pytest.mark.parametrize("call", ["login", "password/change"])
def test_a_crowd_counts_for_no_wrong_password(ann: Person, call: str) -> None:
    ann.sign_in()
    send = ann.other_browser().log_in if call == "login" else partial(change, ann)
    with crowd(ann.app):
        assert [send().status_code for _ in range(12)] == [503] * 12
    assert send().status_code == 200
    if call == "password/change":
        ann.password = NEW
    assert ann.other_browser().log_in().status_code == 200


def test_places_are_kept_for_browsers_that_the_account_knows(ann: Person, bob: Person) -> None:
    ann.sign_in()
    with crowd(ann.app, strangers=True):
        assert ann.log_in().status_code == 200
        assert ann.other_browser().log_in().status_code == 503
        assert bob.log_in().status_code == 503
        ann.email, ann.password = bob.email, bob.password
        assert ann.log_in().status_code == 503, "what one account knows is no pass to another"


@pytest.mark.parametrize("call", ["reauth", "password/change"])
def test_places_are_kept_for_those_who_are_signed_in(ann: Person, call: str) -> None:
    ann.sign_in()
    ann.browser.delete_cookie("second_lock_known_browser")
    with crowd(ann.app, strangers=True):
        sent = change(ann) if call != "reauth" else ann.post(call, {"password": ann.password})
        assert sent.status_code == 200


def test_a_network_takes_half_of_the_places(ann: Person, bob: Person) -> None:
    """Registering and a new password by mail hash as well; those whose address is unknown are a
    network like any other."""
    places = ann.app.extensions["second_lock"].passwords._pool._places
    new, link = ann.other_browser(), reset_token(ann)
    new.email = "new@example.com"
    account = {"email": new.email, "password": new.password}
    for address, network in {"2001:db8:1:2::3": "2001:db8:1::/48", "unix:": "unknown"}.items():
        here: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": address}}
        held = list(takewhile(bool, starmap(places.take, repeat((network, None)))))
        assert ann.post("login", {**account, "email": ann.email}, **here).status_code == 503
        assert new.post("register", account, **here).status_code == 503
        assert reset(new, link, **here).status_code == 503
        assert bob.log_in().status_code == 200
        for each in held:
            places.give_back(each)
    assert reset(new, link, **here).status_code == 200
