"""Promise: where all places among those who hash are taken, nobody is counted for a try that was
not looked at, and whoever is past a limit takes no place from anybody (F14)."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask

from app.core.errors import Unavailable
from tests.accounts.links import NEW, change
from tests.auth.test_login_limits import REFUSED, WRONG, guess
from tests.core.test_hash_pool import holding
from tests.person import Person


@contextmanager
def crowd(app: Flask) -> Iterator[None]:
    """Let others hold every place."""
    pool = app.extensions["second_lock"].passwords._pool
    with ExitStack() as stack:
        while True:
            try:
                with pool.place():
                    pass
            except Unavailable:
                break
            stack.enter_context(holding(pool, 1))
        yield


def test_whoever_is_past_the_limit_asks_for_no_place(ann: Person, bob: Person) -> None:
    assert [guess(ann) for _ in range(10)] == [WRONG] * 10
    with crowd(ann.app):
        assert guess(ann) == REFUSED
        assert bob.log_in().status_code == 503
    assert bob.log_in().status_code == 200


@pytest.mark.parametrize("call", ["login", "password/change"])
def test_a_crowd_counts_for_no_wrong_password(ann: Person, call: str) -> None:
    ann.sign_in()
    send = {"login": ann.other_browser().log_in, "password/change": lambda: change(ann)}[call]
    with crowd(ann.app):
        assert [send().status_code for _ in range(12)] == [503] * 12
    assert send().status_code == 200
    if call == "password/change":
        ann.password = NEW
    assert ann.other_browser().log_in().status_code == 200
