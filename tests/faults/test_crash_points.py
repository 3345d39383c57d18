"""Promise: whichever statement or commit of a flow a fault hits, the flow happened wholly or not at
all, nothing works twice, and the person can go on (F01, F02, F04; R04, R20, R21)."""

import os
from functools import partial

import pytest
from flask import Flask

from tests.audit.history import is_sqlite
from tests.clock import FrozenClock
from tests.faults.flows import FLOWS, Actor, Flow, newcomer
from tests.faults.invariants import Ledger, check_invariants
from tests.faults.points import at_point, cut, die, in_child, lose_answer
from tests.rows import events

# The process forks, and the threads of a server do not go along.
pytestmark = pytest.mark.in_process
_MOST_POINTS = 80
# All points take minutes: `make test` takes every seventh, `make test-all` every one.
_STRIDE = 1 if os.environ.get("EVERY_POINT") else 7


@pytest.fixture(params=FLOWS)
def flow(request: pytest.FixtureRequest) -> Flow:
    return FLOWS[request.param]


def prepared(app: Flask, clock: FrozenClock, flow: Flow) -> Actor:
    clock.next_step()
    actor = newcomer(app, clock)
    flow.prepare(actor)
    return actor


def go_on(actor: Actor, flow: Flow, ledger: Ledger) -> None:
    """Send the same again, as a person does who got no answer; then sign in anew."""
    again = flow.act(actor)
    ledger.statuses[again.status_code] += 1
    assert again.status_code < 500, again.json
    if actor.code and again.status_code == 200:
        ledger.accepted[actor.code + actor.person.email] += 1
    actor.person.clock.move(seconds=60)
    assert actor.person.other_browser().sign_in().is_signed_in()


def logins(app: Flask, actor: Actor) -> int:
    return len(events(app, "login"))


def _status(flow: Flow, actor: Actor) -> int:
    return flow.act(actor).status_code


def test_f04_a_process_killed_at_any_point_leaves_all_or_nothing(
    app: Flask, clock: FrozenClock, flow: Flow
) -> None:
    for commits in (False, True):
        for number in range(1, _MOST_POINTS, _STRIDE):
            actor, ledger = prepared(app, clock, flow), Ledger()
            before = logins(app, actor)
            with at_point(app, number, die, commits=commits):
                answered = in_child(app, partial(_status, flow, actor))
            if answered is not None:
                assert answered == 200
                assert number > 1
                break
            check_invariants(app, ledger)
            go_on(actor, flow, ledger)
            check_invariants(app, ledger)
            assert logins(app, actor) <= before + 2, "INV1: a code opened two sessions"
        else:
            raise AssertionError("the flow has more points than were tried")


def test_f01_a_connection_cut_at_any_statement_grants_nothing_and_heals_at_once(
    app: Flask, clock: FrozenClock, flow: Flow
) -> None:
    for number in range(1, _MOST_POINTS, _STRIDE):
        actor, ledger = prepared(app, clock, flow), Ledger()
        before = logins(app, actor)
        with at_point(app, number, cut, commits=False) as reached:
            answer = flow.act(actor)
        if reached.count < number:
            break
        if reached.is_read and not is_sqlite(app):
            assert answer.status_code == 200, "a read is repeated on a fresh connection"
            check_invariants(app, ledger)
            continue
        assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert not any("session=" in each for each in answer.headers.getlist("Set-Cookie"))
        assert logins(app, actor) == before
        check_invariants(app, ledger)
        go_on(actor, flow, ledger)
        check_invariants(app, ledger)


def test_f02_a_lost_answer_to_a_commit_never_grants_twice(
    app: Flask, clock: FrozenClock, flow: Flow
) -> None:
    for number in range(1, _MOST_POINTS, _STRIDE):
        actor, ledger = prepared(app, clock, flow), Ledger()
        before = logins(app, actor)
        with at_point(app, number, lose_answer, commits=True) as reached:
            answer = flow.act(actor)
        if reached.count < number:
            break
        assert answer.status_code in {200, 503}, answer.json
        check_invariants(app, ledger)
        if answer.status_code == 503:
            go_on(actor, flow, ledger)
            assert logins(app, actor) <= before + 2
            check_invariants(app, ledger)
