"""Promise: one recovery at a time, three starts in 30 days, and no mail for a second press (V07,
V10)."""

from functools import partial

import pytest

from tests.accounts.links import NEW, reset, reset_token
from tests.person import Person
from tests.racing import race
from tests.recovery.nodes import node
from tests.recovery.story import (
    DAY,
    WAIT,
    advance,
    begin,
    begun,
    is_refused,
    recoveries,
    states_of,
    subjects,
)
from tests.rows import events, execute


def lapse(person: Person) -> None:
    """Begin a recovery, and let it come to nothing unused."""
    begun(person)
    for seconds in (WAIT, DAY):
        person.clock.move(seconds=seconds)
        advance(person.app)
    assert states_of(person.app)[-1] == ("lapsed", "unused")


def test_v07_a_second_start_tells_the_same_date_and_mails_nothing(enrolled: Person) -> None:
    ready_at, before = begun(enrolled), len(subjects(enrolled))
    enrolled.clock.move(seconds=DAY)
    for _ in range(3):
        assert begin(enrolled).json["readyAt"] == ready_at.isoformat()
    assert len(subjects(enrolled)) == before
    assert len(recoveries(enrolled.app)) == 1
    assert len(events(enrolled.app, "recovery.begun")) == 1


def test_v07_of_many_at_once_on_two_nodes_one_begins(enrolled: Person) -> None:
    with node(enrolled.app, enrolled.clock) as other:
        people = [Person(app, enrolled.clock).half() for app in (enrolled.app, other) * 3]
        answers = race([partial(who.post, "recovery", {}) for who in people])
    assert {each.status_code for each in answers} == {202}
    assert len({each.json["readyAt"] for each in answers}) == 1
    assert len(recoveries(enrolled.app)) == 1
    assert subjects(enrolled).count("Somebody recovers an account without its second factor") == 1


def test_v07_three_starts_in_thirty_days(enrolled: Person) -> None:
    first = enrolled.clock.now()
    for _ in range(3):
        lapse(enrolled)
    answer = begin(enrolled)
    assert is_refused(answer, 429, "too_many_attempts")
    passed = (enrolled.clock.now() - first).total_seconds()
    assert answer.json["retryAfter"] == 30 * DAY - passed
    enrolled.clock.move(seconds=answer.json["retryAfter"] - 1)
    assert begin(enrolled).status_code == 429
    enrolled.clock.move(seconds=1)
    assert begin(enrolled).status_code == 202


def test_v07_a_new_password_clears_the_count(enrolled: Person) -> None:
    for _ in range(3):
        lapse(enrolled)
    assert reset(enrolled, reset_token(enrolled)).status_code == 200
    enrolled.password = NEW
    enrolled.other_browser().sign_in()
    assert begin(enrolled).status_code == 202


def test_v07_a_new_password_does_not_shorten_the_days_after_a_stop(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.call("DELETE", "recovery")
    assert reset(enrolled, reset_token(enrolled)).status_code == 200
    enrolled.password = NEW
    enrolled.other_browser().sign_in()
    assert begin(enrolled).status_code == 429


def test_v10_where_the_address_is_not_proven_nothing_begins_and_the_answer_is_the_same(
    enrolled: Person,
) -> None:
    execute(enrolled.app, "UPDATE users SET email_verified_at = NULL")
    before = len(subjects(enrolled))
    with node(enrolled.app, enrolled.clock, email_verification="off") as lax:
        there = Person(lax, enrolled.clock)
        there.secret = enrolled.secret
        answer = begin(there)
        assert (answer.status_code, set(answer.json)) == (202, {"message", "readyAt"})
    assert recoveries(enrolled.app) == []
    assert len(subjects(enrolled)) == before
    assert events(enrolled.app, "recovery.begun") == []


def test_v10_a_disabled_account_is_told_what_every_ended_login_is(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    execute(enrolled.app, "UPDATE users SET disabled_at = created_at")
    assert is_refused(half.post("recovery", {}), 401, "twofa_session_expired")
    assert recoveries(enrolled.app) == []


@pytest.mark.parametrize("body", [{"wait": 0}, {"email": "a@example.com"}, [], "x"])
def test_a_start_takes_no_wish(enrolled: Person, body: object) -> None:
    half = enrolled.other_browser().half()
    assert half.post("recovery", body).status_code == 400
    assert recoveries(enrolled.app) == []


def test_another_site_begins_and_stops_nothing(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    evil = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    assert is_refused(half.post("recovery", {}, headers=evil), 403, "cross_origin")
    begun(enrolled)
    assert is_refused(enrolled.call("DELETE", "recovery", headers=evil), 403, "cross_origin")
    assert states_of(enrolled.app) == [("waiting", "")]
