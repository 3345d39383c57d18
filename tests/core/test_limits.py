"""Promise: a window slides, counts what lies inside it, and says truthfully how long to wait."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.limits import LimitState, Window, limit_state, strictest

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_FIVE = Window(5, 900)


def _ago(*seconds: float) -> list[datetime]:
    return [_NOW - timedelta(seconds=each) for each in seconds]


def test_no_attempts_leave_all() -> None:
    assert limit_state([], _FIVE, _NOW) == LimitState(left=5, retry_after=0)


def test_each_attempt_in_the_window_takes_one() -> None:
    assert limit_state(_ago(1, 2, 899), _FIVE, _NOW).left == 2


def test_an_attempt_falls_out_exactly_when_the_window_has_passed() -> None:
    assert limit_state(_ago(900), _FIVE, _NOW).left == 5
    assert limit_state(_ago(899.999), _FIVE, _NOW).left == 4


def test_a_full_window_says_when_its_oldest_attempt_leaves_it() -> None:
    full = _ago(10, 20, 30, 40, 800)
    answer = limit_state(full, _FIVE, _NOW)
    assert answer == LimitState(left=0, retry_after=100)
    later = _NOW + timedelta(seconds=answer.retry_after)
    assert limit_state(full, _FIVE, later).left == 1
    assert limit_state(full, _FIVE, later - timedelta(seconds=1)).left == 0


def test_the_order_of_attempts_does_not_matter() -> None:
    mixed = _ago(800, 10, 40, 20, 30)
    assert limit_state(mixed, _FIVE, _NOW) == limit_state(sorted(mixed), _FIVE, _NOW)


def test_more_attempts_than_allowed_wait_until_one_is_free_again() -> None:
    over = _ago(100, 200, 300, 400, 500, 600, 700)
    answer = limit_state(over, _FIVE, _NOW)
    assert answer.left == 0
    later = _NOW + timedelta(seconds=answer.retry_after)
    assert limit_state(over, _FIVE, later).left == 1


def test_a_wait_is_rounded_up_and_at_least_a_second() -> None:
    assert limit_state(_ago(*[899.5] * 5), _FIVE, _NOW).retry_after == 1
    assert limit_state(_ago(*[898.5] * 5), _FIVE, _NOW).retry_after == 2


def test_an_attempt_counted_by_a_clock_ahead_still_counts() -> None:
    assert limit_state(_ago(-30), _FIVE, _NOW).left == 4


@pytest.mark.parametrize(("limit", "made", "left"), [(1, 0, 1), (1, 1, 0), (1, 2, 0)])
def test_a_limit_of_one_is_one(limit: int, made: int, left: int) -> None:
    assert limit_state(_ago(*[5] * made), Window(limit, 60), _NOW).left == left


def test_the_worst_of_several_has_the_least_left_and_the_longest_wait() -> None:
    found = strictest([LimitState(3, 0), LimitState(0, 40), LimitState(0, 90), LimitState(7, 0)])
    assert found == LimitState(left=0, retry_after=90)
