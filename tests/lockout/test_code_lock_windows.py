"""Promise: the day and the month remember what the short lock forgets (R50), and a right code
clears the short count alone (R51)."""

import pytest

from tests.person import Person
from tests.rows import events

DAY = 86400


@pytest.fixture
def guessed(enrolled: Person) -> Person:
    """Somebody signed in, whose clock stands well after the enrolment."""
    enrolled.clock.move(seconds=3600)
    return enrolled


def guess(person: Person) -> int:
    return person.reauth(code=person.wrong_code()).status_code


def guess_for_a_day(person: Person) -> None:
    """Use up the twenty guesses of a day in four short locks."""
    for _ in range(4):
        assert [guess(person) for _ in range(6)] == [400] * 5 + [429]
        person.clock.move(seconds=900)


def test_r50_after_twenty_in_a_day_the_day_is_locked(guessed: Person) -> None:
    guess_for_a_day(guessed)
    answer = guessed.reauth(code=guessed.code())
    assert answer.status_code == 429
    assert answer.json["retryAfter"] == DAY - 4 * 900
    guessed.clock.move(seconds=DAY - 4 * 900 - 1)
    assert guess(guessed) == 429
    guessed.clock.move(seconds=1)
    assert guess(guessed) == 400
    assert len(events(guessed.app, "2fa.code_refused")) == 21


@pytest.mark.slow
def test_r50_after_a_hundred_in_thirty_days_the_month_is_locked(guessed: Person) -> None:
    for _ in range(5):
        guess_for_a_day(guessed)
        guessed.clock.move(seconds=DAY)
    answer = guessed.reauth(code=guessed.code())
    assert answer.status_code == 429
    assert answer.json["retryAfter"] == 30 * DAY - 5 * (DAY + 3600)
    for _ in range(5):  # so that the session does not end by rest
        guessed.clock.move(seconds=4 * DAY)
        assert guess(guessed) == 429


def test_r51_a_right_code_clears_the_short_count(guessed: Person) -> None:
    for _ in range(3):
        assert [guess(guessed) for _ in range(4)] == [400] * 4
        assert guessed.reauth(code=guessed.code()).status_code == 200
        guessed.clock.next_step()
    assert guessed.reauth(code=guessed.wrong_code()).json["attemptsLeft"] == 4


def test_r50_a_right_code_forgives_nothing_of_the_day(guessed: Person) -> None:
    for _ in range(5):
        assert [guess(guessed) for _ in range(4)] == [400] * 4
        answer = guessed.reauth(code=guessed.code())
        guessed.clock.next_step()
        if answer.status_code == 429:
            break
    assert len(events(guessed.app, "2fa.code_refused")) == 20
    assert answer.json["retryAfter"] > 900
    guessed.clock.move(seconds=900)
    assert guess(guessed) == 429


def test_attempts_left_is_the_least_over_all_counts(guessed: Person) -> None:
    for _ in range(3):
        for _ in range(5):
            guess(guessed)
        guessed.clock.move(seconds=900)
    for _ in range(3):
        guess(guessed)
    assert guessed.reauth(code=guessed.code()).status_code == 200
    guessed.clock.next_step()
    # The short count is empty again; of the day's twenty two are left.
    assert guessed.reauth(code=guessed.wrong_code()).json["attemptsLeft"] == 1
    half = guessed.other_browser().half()
    assert half.get("2fa/pending").json["attemptsLeft"] == 1
