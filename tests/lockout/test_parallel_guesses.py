"""Promise: a burst of parallel guesses is evaluated no more often than the limit (R48)."""

from functools import partial

import pytest
from flask import Flask

from app.core.errors import TooManyRequests
from app.core.limits import Window
from app.db import write_tx
from app.lockout.counters import CODE, Counter
from app.lockout.service import charge, charge_call
from tests.clock import FrozenClock
from tests.person import Person
from tests.racing import must_wait, race
from tests.rows import events


def test_r48_of_forty_parallel_wrong_codes_five_are_looked_at(enrolled: Person) -> None:
    halves = [enrolled.other_browser().half() for _ in range(40)]
    wrong = enrolled.wrong_code()
    answers = race([partial(one.verify, wrong) for one in halves])
    assert sorted(answer.status_code for answer in answers) == [400] * 5 + [429] * 35
    left = sorted(each.json["attemptsLeft"] for each in answers if each.status_code == 400)
    assert left == [0, 1, 2, 3, 4]
    assert len(events(enrolled.app, "2fa.code_refused")) == 5
    assert len(events(enrolled.app, "2fa.locked")) == 1


def test_r48_one_marker_takes_no_more_than_five_at_once(enrolled: Person) -> None:
    marker = enrolled.other_browser().half().held_cookie("second_lock_twofa_token")
    thieves = [enrolled.other_browser() for _ in range(40)]
    for one in thieves:
        one.use_cookie("second_lock_twofa_token", marker)
    wrong = enrolled.wrong_code()
    raced = race([partial(one.verify, wrong) for one in thieves])
    answers = [answer.status_code for answer in raced]
    assert answers.count(400) == 5
    assert set(answers) == {400, 401}
    assert len(events(enrolled.app, "2fa.code_refused")) == 5


def test_r48_mixed_surfaces_share_the_five(enrolled: Person) -> None:
    wrong = enrolled.wrong_code()
    halves = [enrolled.other_browser().half() for _ in range(15)]
    twins = [enrolled.other_browser() for _ in range(15)]
    for one in twins:
        one.use_cookie("second_lock_session", enrolled.held_cookie("second_lock_session"))
    calls = [lambda one=one: one.verify(wrong).status_code for one in halves]
    calls += [lambda one=one: one.reauth(code=wrong).status_code for one in twins]
    answers = race(calls)
    assert sorted(answers) == [400] * 5 + [429] * 25
    assert len(events(enrolled.app, "2fa.code_refused")) == 5


def test_r48_a_guess_waits_for_another_nodes_until_that_is_counted(
    app: Flask, clock: FrozenClock
) -> None:
    counter = Counter(CODE, (Window(2, 60),), account="somebody")

    def guess() -> None:
        with app.app_context():
            charge_call([counter], clock.now())

    guess()
    with app.app_context(), write_tx() as tx:
        charge(tx, [counter], clock.now())
        waiting = must_wait(guess)
    with pytest.raises(TooManyRequests):
        waiting.result(timeout=10)
