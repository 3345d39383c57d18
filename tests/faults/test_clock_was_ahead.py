"""Promise: when a clock that was ahead is set right, nobody is locked out by what was written
meanwhile, and no code that was used then works again."""

import re
from pathlib import Path

import pytest
from flask import Flask

from app.accounts.by_operator import unlock
from app.config.operators import operator_act
from app.core.limits import Window
from app.extensions import now
from app.lockout.models import AttemptRow
from app.maintenance.purge import purge_hourly
from app.sessions.models import LoginChallenge
from app.web.rate_limits.memory import MemoryCounts
from tests.clock import FrozenClock
from tests.maintenance.test_doctor import ask
from tests.person import Person, mails
from tests.program import Program
from tests.rows import id_of_address, rows

HOUR, DAY = 3600.0, 86400.0


def set_ahead_and_right(person: Person, seconds: float = HOUR) -> str:
    """Let a person sign in while the clock is ahead; return the code that was used."""
    person.clock.move(seconds=seconds)
    code = person.code()
    assert person.other_browser().half().verify(code).status_code == 200
    person.clock.move(seconds=-seconds)
    return code


def unlocked(person: Person) -> None:
    with person.app.app_context():
        unlock(id_of_address(person.app, person.email), act=operator_act(now()))


def test_a_right_code_is_refused_without_a_charge_and_told_why(enrolled: Person) -> None:
    set_ahead_and_right(enrolled)
    half = enrolled.other_browser().half()
    before = len(rows(enrolled.app, AttemptRow))
    for code in (enrolled.code(), enrolled.wrong_code()) * 4:
        told = half.verify(code)
        assert (told.status_code, told.json["code"]) == (503, "unavailable")
        assert "clock" in told.json["message"]
        assert HOUR < told.json["retryAfter"] <= HOUR + 60
        assert told.headers["Retry-After"] == str(told.json["retryAfter"])
    assert len(rows(enrolled.app, AttemptRow)) == before
    assert {each.attempts for each in rows(enrolled.app, LoginChallenge)} == {0}
    assert enrolled.reauth(code=enrolled.code()).status_code == 503
    assert half.verify(enrolled.backup_codes[0]).status_code == 200


def test_when_the_time_has_come_codes_work_again(enrolled: Person) -> None:
    set_ahead_and_right(enrolled)
    enrolled.clock.move(seconds=HOUR + 60)
    assert enrolled.other_browser().half().verify(enrolled.code()).status_code == 200


def test_unlock_mends_it_and_no_code_works_twice(enrolled: Person, clock: FrozenClock) -> None:
    spent = [set_ahead_and_right(enrolled, HOUR), set_ahead_and_right(enrolled, HOUR + 90)]
    before = clock.now()
    assert enrolled.other_browser().half().verify(enrolled.code()).status_code == 503
    unlocked(enrolled)
    clock.move(seconds=90)
    used = enrolled.code()
    assert enrolled.other_browser().half().verify(used).status_code == 200
    again = enrolled.other_browser().half().verify(used)
    assert (again.status_code, again.json["code"]) == (400, "code_already_used")
    for seconds, code in zip((HOUR, HOUR + 90), spent, strict=True):
        clock.move(seconds=seconds - (clock.now() - before).total_seconds())
        assert code == enrolled.code()
        assert enrolled.other_browser().half().verify(code).status_code == 503
    clock.move(seconds=90)
    assert enrolled.other_browser().half().verify(enrolled.code()).status_code == 200


def test_doctor_names_those_whom_unlock_helps(enrolled: Person, bob: Person) -> None:
    enrolled.clock.move(seconds=DAY)
    assert enrolled.other_browser().half().verify().status_code == 200
    enrolled.clock.move(seconds=-DAY)
    check = ask(enrolled.app)[1]["codes"]
    assert (check["state"], enrolled.email in check["told"]) == ("broken", True)
    assert "flask users unlock" in check["mend"]
    assert bob.email not in check["told"]
    unlocked(enrolled)
    assert ask(enrolled.app)[1]["codes"]["state"] == "ok"


def test_an_import_refuses_a_step_that_has_not_come(enrolled: Person, tmp_path: Path) -> None:
    set_ahead_and_right(enrolled)
    runner, file = enrolled.app.test_cli_runner(), tmp_path / "all.sealed"
    phrase = "a phrase of some length\n"
    ended = runner.invoke(args=["users", "export", str(file), "--passphrase-stdin"], input=phrase)
    assert ended.exit_code == 0, ended.output
    runner.invoke(args=["users", "delete", enrolled.email, "--yes"])
    importing = ["users", "import", str(file), "--passphrase-stdin"]
    refused = runner.invoke(args=importing, input=phrase)
    assert refused.exit_code == 1
    assert "from the future" in refused.output
    assert re.search(r"^0 imported", refused.output, re.M), refused.output
    enrolled.clock.move(seconds=HOUR + 60)
    assert runner.invoke(args=importing, input=phrase).exit_code == 0


@pytest.mark.parametrize("is_password", [True, False])
def test_wrong_ones_of_the_future_lock_for_their_window_from_now(
    enrolled: Person, clock: FrozenClock, is_password: bool
) -> None:
    other = enrolled.other_browser()

    def wrong() -> int:
        if is_password:
            body = {"email": enrolled.email, "password": "not the one at all"}
            return other.post("login", body).status_code
        return enrolled.reauth(code="AAAA-AAAA-AAAA-AAAA").status_code

    clock.move(seconds=3 * DAY)
    assert [wrong() for _ in range(20)][-1] == 429
    clock.move(seconds=-3 * DAY)
    locked = other.log_in() if is_password else enrolled.reauth(code=enrolled.backup_codes[0])
    assert locked.status_code == 429
    assert locked.json["retryAfter"] <= 900
    clock.move(seconds=901)
    right = other.log_in() if is_password else enrolled.reauth(code=enrolled.backup_codes[0])
    assert right.status_code == 200


def test_the_hourly_purge_goes_on_within_the_hour(app: Flask, clock: FrozenClock) -> None:
    with app.app_context():
        clock.move(seconds=3 * DAY)
        assert purge_hourly(clock.now()) is not None
        clock.move(seconds=-3 * DAY)
        assert purge_hourly(clock.now()) is None
        clock.move(seconds=HOUR + 1)
        assert purge_hourly(clock.now()) is not None


def test_a_mail_that_was_queued_ahead_goes_out(ann: Person, clock: FrozenClock) -> None:
    before = len(mails(ann.app, clock.now()))
    clock.move(seconds=DAY)
    assert ann.post("password/forgot", {"email": ann.email}).status_code == 202
    clock.move(seconds=-DAY)
    assert len(mails(ann.app, clock.now())) == before + 1


def test_a_flood_counted_ahead_ends_with_its_window_from_now(clock: FrozenClock) -> None:
    counts = MemoryCounts([Window(3, 60)])
    clock.move(seconds=DAY)
    assert [counts.charge("key", clock.now()) for _ in range(4)] == [None, None, None, 60]
    clock.move(seconds=-DAY)
    assert [counts.charge("key", clock.now()) for _ in range(4)] == [None, None, None, 60]
    clock.move(seconds=60)
    assert counts.charge("key", clock.now()) is None


def test_a_refresh_token_spent_ahead_is_reused_now(ann: Person, clock: FrozenClock) -> None:
    program = Program(ann).sign_in()
    clock.move(seconds=HOUR)
    first = program.refresh_token
    program.keep(program.refresh())
    clock.move(seconds=-HOUR)
    answer = program.refresh(first)
    assert (answer.status_code, answer.json["code"]) == (401, "refresh_reused")
