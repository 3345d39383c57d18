"""Promise: a migration that is killed at any statement leaves the database as it was; run again it
gets through, and accounts, factors and history are those from before (F13)."""

import os

import flask_migrate
import pytest
from flask import Flask

from tests.clock import FrozenClock
from tests.faults.invariants import Ledger, check_invariants
from tests.faults.points import at_point, die, in_child
from tests.person import Person
from tests.rows import dump

pytestmark = pytest.mark.in_process  # it forks
_FROM, _MOST_POINTS = "0003", 400
# All points take minutes: `make test` takes every fifth, `make test-all` every one.
_STRIDE = 1 if os.environ.get("EVERY_POINT") else 5


def _upgrade(app: Flask) -> bool:
    with app.app_context():
        flask_migrate.upgrade()
    return True


def _downgrade(app: Flask) -> None:
    with app.app_context():
        flask_migrate.downgrade(revision=_FROM)


def test_f13_a_killed_migration_changes_nothing_and_runs_again(
    app: Flask, enrolled: Person, bob: Person, clock: FrozenClock
) -> None:
    ledger = Ledger(kept={"ann": enrolled.is_signed_in})
    _downgrade(app)
    older, killed = dump(app), 0
    for number in range(1, _MOST_POINTS, _STRIDE):
        with at_point(app, number, die, commits=False):
            if in_child(app, lambda: _upgrade(app)):
                break
        killed += 1
        assert dump(app) == older, "half of a migration stayed"
    else:
        raise AssertionError("the migrations have more points than were tried")
    assert killed > 2
    check_invariants(app, ledger)
    clock.next_step()
    for person in (enrolled, bob):
        assert person.other_browser().sign_in().is_signed_in()


def test_f13_a_migration_killed_before_its_commit_is_taken_up_by_the_next_start(
    app: Flask, enrolled: Person
) -> None:
    _downgrade(app)
    older = dump(app)
    with at_point(app, 1, die, commits=True):
        assert in_child(app, lambda: _upgrade(app)) is None
    if dump(app) == older:  # the kill came after the commit, or took it along
        _upgrade(app)
    check_invariants(app)
    assert enrolled.is_signed_in()
