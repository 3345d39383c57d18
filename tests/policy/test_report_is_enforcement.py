"""Promise: what the report says of a person is what a request of theirs gets, for random people,
policies, dates and times, and both are what the contract says (G10)."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clock import FrozenClock
from tests.policy.rules import EVERYONE, NAMES, One
from tests.policy.town import GROUPS, Town, moment_in
from tests.proofs import part_of

# A real server would take most of the time of thousands of requests.
pytestmark = pytest.mark.in_process

DAY = 86_400
WHOM = st.sampled_from([EVERYONE, "admin", "user", *GROUPS])
SOMEBODY = st.integers(0, 4)
PARTS = st.sampled_from(["role", "mark", "app", "passkey", "former_passkey", *GROUPS])
STEPS = st.one_of(
    st.tuples(
        st.just("set"),
        WHOM,
        st.integers(0, 2),
        st.sampled_from([0, 0, 1, 7, 14]),
        st.sampled_from([None, None, -48, 24, 240]),
    ),
    st.tuples(st.just("extend"), SOMEBODY, st.sampled_from([-1, 24, 240, 600])),
    st.tuples(st.just("change"), SOMEBODY, PARTS),
    st.tuples(st.just("ask"), SOMEBODY),
    st.tuples(st.just("wait"), st.sampled_from([1, 3600, DAY, 3 * DAY, 7 * DAY, 14 * DAY])),
)
HISTORIES = st.lists(STEPS, min_size=3, max_size=14)


@pytest.fixture
def town(app: Flask, clock: FrozenClock) -> Town:
    return Town(app, clock)


def take(town: Town, step: tuple[Any, ...]) -> None:
    match step:
        case ("set", whom, level, days, start):
            town.set_level(whom, level, days, start)
        case ("extend", number, hours):
            town.extend(town.people[number], hours)
        case ("change", number, what):
            town.change(town.people[number], what)
        case ("wait", seconds):
            town.clock.move(seconds=seconds)
        case ("ask", number):
            check_answer(town, town.people[number])


def check_answer(town: Town, one: One) -> None:
    """Compare what `me` and `status` tell with the rules; both write the date that they tell."""
    is_asked, date = town.rules.answer(one, town.clock.now())
    for path in ("/api/auth/me", "/api/auth/2fa/status"):
        status, told = town.answer(one, path)
        assert status == 200, told
        found = told.get("requires2FASetup", False), moment_in(told.get("setUpBy"))
        assert found == (is_asked, date), (path, one)
    level, asked = town.rules.level(one, town.clock.now()), town.rules.asked(one)
    first = level if level > one.has else asked
    assert (told["level"], told["required"]) == (NAMES[first], asked > 0)
    needs_passkey = level == one.has == 2
    assert (told["methods"] == ["passkey"]) is needs_passkey or not one.has


def check_everybody(town: Town) -> None:
    """Compare the report, the expression and a request with the rules."""
    moment, reported = town.clock.now(), town.reported()
    for one in town.people:
        rules, told = town.rules, reported[one.name]
        assert told.state.value == rules.state(one, moment), one
        assert told.level == NAMES[rules.asked(one)], one
        assert _date(told.due) == rules.known_date(one, moment), one
        standing = town.standing(one)
        assert (standing.level, standing.asked, standing.met) == (
            rules.level(one, moment),
            rules.asked(one),
            one.has,
        ), one
        status, body = town.answer(one, "/api/auth/sessions")
        assert (status, (body or {}).get("code")) == (
            (403, "two_factor_setup_required") if told.state.value == "stopped" else (200, None)
        ), one


def _date(due: datetime | None) -> datetime | None:
    return due


@settings(
    max_examples=part_of(250),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(setting=st.sampled_from(["optional", "admins", "everyone"]), history=HISTORIES)
def test_g10_the_report_is_what_is_enforced_and_what_the_contract_says(
    town: Town, setting: str, history: list[tuple[Any, ...]]
) -> None:
    town.begin(setting)
    check_everybody(town)
    for step in history:
        take(town, step)
        check_everybody(town)
    for one in town.people:
        check_answer(town, one)
    check_everybody(town)
