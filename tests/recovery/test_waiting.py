"""Promise: no link comes before the date or without a notice, whatever clocks and nodes do (V02,
V09)."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from app.recovery.models import Recovery
from tests.person import Person, mails
from tests.racing import race
from tests.recovery.nodes import node
from tests.recovery.story import (
    DAY,
    WAIT,
    advance,
    begin,
    begun,
    finish,
    finish_token,
    is_refused,
    ready,
    recoveries,
    states_of,
    subjects,
    wait,
    words,
)
from tests.rows import execute, rows


def has_link(person: Person) -> bool:
    sent = mails(person.app, person.clock.now())
    return any("/finish-recovery#" in words(each) for each in sent)


def test_v02_not_a_second_before_the_date(enrolled: Person) -> None:
    begun(enrolled)
    wait(enrolled, WAIT - 1)
    assert not has_link(enrolled)
    enrolled.clock.move(seconds=1)
    advance(enrolled.app)
    assert has_link(enrolled)


@pytest.mark.parametrize("ahead", [timedelta(days=-400), timedelta(days=400)])
def test_v02_a_node_whose_clock_is_off_makes_no_step_early_and_none_late(
    enrolled: Person, ahead: timedelta
) -> None:
    with node(enrolled.app, enrolled.clock, ahead=ahead) as off:
        there = Person(off, enrolled.clock)
        there.secret = enrolled.secret
        assert begun(there) == enrolled.clock.now() + timedelta(seconds=WAIT)
        enrolled.clock.move(seconds=WAIT - 1)
        advance(off)
        assert states_of(off)[0][0] == "waiting"
        enrolled.clock.move(seconds=1)
        advance(off)
        assert states_of(off) == [("ready", "")]


def test_v02_the_date_outlives_a_restart(enrolled: Person) -> None:
    ready_at = begun(enrolled)
    with node(enrolled.app, enrolled.clock) as restarted:
        enrolled.clock.move(seconds=WAIT - 1)
        assert advance(restarted) == 1  # the mail of half-way
        [row] = rows(restarted, Recovery)
        assert (row.ready_at, row.state) == (ready_at, "waiting")


def test_v02_a_link_made_while_the_clock_was_ahead_waits_for_the_date(enrolled: Person) -> None:
    token = ready(enrolled)
    enrolled.clock.move(seconds=-DAY)  # the database's clock was a day ahead, and is set right
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")
    enrolled.clock.move(seconds=DAY)
    assert finish(enrolled.other_browser(), token).status_code == 200


def test_v02_no_notice_delivered_no_completion(enrolled: Person) -> None:
    begin(enrolled)
    enrolled.clock.move(seconds=DAY)
    sent = mails(enrolled.app, enrolled.clock.now())  # a day too late
    assert any("recovers an account" in each["Subject"] for each in sent)
    assert recoveries(enrolled.app)[0].told_at is None
    enrolled.clock.move(seconds=DAY)
    advance(enrolled.app)
    assert states_of(enrolled.app) == [("lapsed", "no-notice")]
    assert not has_link(enrolled)
    assert "no mail about it could be delivered" in words(
        mails(enrolled.app, enrolled.clock.now())[-1]
    )
    assert "recovery" not in enrolled.get("me").json


def test_v02_a_notice_in_the_last_second_of_the_day_is_enough(enrolled: Person) -> None:
    begin(enrolled)
    enrolled.clock.move(seconds=DAY - 1)
    mails(enrolled.app, enrolled.clock.now())
    assert recoveries(enrolled.app)[0].told_at == enrolled.clock.now()
    enrolled.clock.move(seconds=WAIT)
    advance(enrolled.app)
    assert has_link(enrolled)


@pytest.mark.parametrize("dead", ["taken away", "given up"])
def test_v02_a_mail_that_no_server_took_is_no_notice(enrolled: Person, dead: str) -> None:
    begin(enrolled)
    given_up = "UPDATE outbox SET dead_at = created_at"
    execute(enrolled.app, "DELETE FROM outbox" if dead == "taken away" else given_up)
    wait(enrolled)
    assert states_of(enrolled.app) == [("lapsed", "no-notice")]


def test_v02_the_later_mails_are_no_notice(enrolled: Person) -> None:
    begin(enrolled)
    execute(enrolled.app, "DELETE FROM outbox")
    with node(enrolled.app, enrolled.clock) as there:
        enrolled.clock.move(seconds=WAIT / 2)
        advance(there)
        assert "A recovery without the second factor still waits" in subjects(enrolled)
    enrolled.clock.move(seconds=WAIT / 2)
    advance(enrolled.app)
    assert states_of(enrolled.app) == [("lapsed", "no-notice")]


def test_the_steps_of_many_nodes_at_once_are_made_once(enrolled: Person) -> None:
    begun(enrolled)
    with node(enrolled.app, enrolled.clock) as other:
        for seconds, subject in (
            (WAIT / 2, "A recovery without the second factor still waits"),
            (WAIT / 2, "Finish the recovery of your Second Lock account"),
        ):
            enrolled.clock.move(seconds=seconds)
            made = race([partial(advance, app) for app in (enrolled.app, other) * 4])
            assert sum(made) == 1
            assert subjects(enrolled).count(subject) == 1


def test_steps_that_nobody_made_in_time_are_made_once_later(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.clock.move(seconds=20 * DAY)
    assert advance(enrolled.app) == 1
    assert "A recovery without the second factor still waits" not in subjects(enrolled)
    token = finish_token(mails(enrolled.app, enrolled.clock.now()))
    enrolled.clock.move(seconds=DAY - 1)
    assert finish(enrolled.other_browser(), token).status_code == 200


@pytest.mark.parametrize("setting", [60, 10 * DAY])
def test_v09_a_wait_that_began_is_moved_by_no_setting(enrolled: Person, setting: int) -> None:
    ready_at = begun(enrolled)
    with node(enrolled.app, enrolled.clock, recovery_wait_seconds=setting) as changed:
        enrolled.clock.move(seconds=WAIT - 1)
        advance(changed)
        there = Person(changed, enrolled.clock)
        there.secret = enrolled.secret
        assert begin(there).json["readyAt"] == ready_at.isoformat()
        assert not has_link(enrolled)
        enrolled.clock.move(seconds=1)
        advance(changed)
        assert finish(there, finish_token(mails(changed, enrolled.clock.now()))).status_code == 200


def test_switched_off_ends_what_waits_and_takes_no_link(enrolled: Person) -> None:
    token = ready(enrolled)
    with node(enrolled.app, enrolled.clock, recovery_wait_seconds=0) as off:
        assert is_refused(finish(Person(off, enrolled.clock), token), 400, "invalid_token")
        assert states_of(off)[0][0] == "ready"
        advance(off)
        assert states_of(off) == [("ended", "operator")]
    assert is_refused(finish(enrolled.other_browser(), token), 400, "invalid_token")


def test_a_short_wait_needs_its_notice_before_its_date(enrolled: Person) -> None:
    with node(enrolled.app, enrolled.clock, recovery_wait_seconds=60) as short:
        there = Person(short, enrolled.clock)
        there.secret = enrolled.secret
        begin(there)
        enrolled.clock.move(seconds=60)
        mails(short, enrolled.clock.now())
        advance(short)
        assert states_of(short) == [("lapsed", "no-notice")]


def test_the_command_makes_the_steps_too(enrolled: Person) -> None:
    begun(enrolled)
    enrolled.clock.move(seconds=WAIT)
    result = enrolled.app.test_cli_runner().invoke(args=["mail", "send-due", "--json"])
    assert result.exit_code == 0, result.output
    assert has_link(enrolled)


def test_nothing_is_due_where_nothing_waits(app: Flask) -> None:
    assert advance(app) == 0
