"""Promise: of fifty requests that bring the same code at the same moment, one passes, and none is
lost or doubled."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from app.accounts.factor_reset import reset_second_factor
from app.config import Settings
from app.config.operators import operator_act
from app.core.limits import Window
from app.factors.models import BackupCodeHash, TotpSecret
from app.sessions.models import AuthSession, LoginChallenge
from app.twofactor import login
from app.twofactor.attempts import CodeAttempt, charge_attempt
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import events, id_of_address, rows

MANY = 50


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    # The limits must not be what stops the racers.
    return settings_for(
        backend, tmp_path, code_limits=(Window(10_000, 900),), half_login_attempts=1000
    )


@pytest.fixture
def halves(enrolled: Person) -> list[Person]:
    """Fifty browsers of one person, each with a marker of its own."""
    return [enrolled.other_browser().half() for _ in range(MANY)]


def verify_all(halves: list[Person], code: str) -> list[int]:
    return statuses([partial(one.verify, code) for one in halves])


def statuses(calls: Sequence[Callable[[], Answer]]) -> list[int]:
    return [answer.status_code for answer in race(calls)]


def test_r04_one_app_code_in_fifty_half_logins_opens_one(halves: list[Person]) -> None:
    before = len(rows(halves[0].app, AuthSession))
    answers = verify_all(halves, halves[0].code())
    assert sorted(answers) == [200] + [400] * (MANY - 1)
    assert len(rows(halves[0].app, AuthSession)) == before + 1
    assert len(rows(halves[0].app, LoginChallenge)) == MANY - 1
    assert len(events(halves[0].app, "2fa.code_refused")) == MANY - 1


def test_r04_codes_of_three_steps_at_once_open_at_most_the_newest_and_what_was_before(
    halves: list[Person],
) -> None:
    """R03 under load: the accepted steps only rise, so an older code never follows a newer one."""
    halves[0].clock.move(seconds=600)
    for one in halves:
        one.half()
    codes = [halves[0].code(steps=steps) for steps in (-1, 0, 1)]
    sent = [codes[number % 3] for number in range(len(halves))]
    answers = statuses([partial(one.verify, code) for one, code in zip(halves, sent, strict=True)])
    opened = [code for code, status in zip(sent, answers, strict=True) if status == 200]
    assert len(opened) == len(set(opened))
    assert codes[2] in opened
    assert set(answers) == {200, 400}


def test_r20_one_backup_code_in_fifty_half_logins_opens_one(halves: list[Person]) -> None:
    answers = verify_all(halves, halves[0].backup_codes[0])
    assert sorted(answers) == [200] + [400] * (MANY - 1)
    spent = [row for row in rows(halves[0].app, BackupCodeHash) if row.used_at]
    assert len(spent) == 1
    assert len(events(halves[0].app, "2fa.backup_code_used")) == 1


@pytest.fixture
def all_charged(monkeypatch: pytest.MonkeyPatch) -> None:
    """No request of ten looks at its code before all ten were charged for theirs: one that is
    charged later finds the marker gone, and tells nothing of who spends it."""
    gate = Barrier(10, timeout=30)

    def charge_and_wait(*args: Any, **more: Any) -> CodeAttempt:
        attempt = charge_attempt(*args, **more)
        gate.wait()
        return attempt

    monkeypatch.setattr(login, "charge_attempt", charge_and_wait)


@pytest.mark.usefixtures("all_charged")
def test_r31_one_marker_and_ten_codes_open_one_session(enrolled: Person) -> None:
    marker = enrolled.other_browser().half().held_cookie("second_lock_twofa_token")
    thieves = [enrolled.other_browser() for _ in range(10)]
    for one in thieves:
        one.use_cookie("second_lock_twofa_token", marker)
    before = len(rows(enrolled.app, AuthSession))
    codes = enrolled.backup_codes
    answers = statuses(
        [partial(one.verify, code) for one, code in zip(thieves, codes, strict=True)]
    )
    assert sorted(answers) == [200] + [401] * 9
    assert len(rows(enrolled.app, AuthSession)) == before + 1
    # R21: the codes of the losers are still alive.
    assert sum(row.used_at is None for row in rows(enrolled.app, BackupCodeHash)) == 9


def test_r04_fifty_parallel_enables_enable_once(ann: Person) -> None:
    ann.secret = ann.sign_in().set_up()
    browsers = [ann.other_browser() for _ in range(MANY)]
    for one in browsers:
        one.use_cookie("second_lock_session", ann.held_cookie("second_lock_session"))
    body = {"token": ann.code()}
    answers = race([partial(one.post, "2fa/enable", body) for one in browsers])
    [winner] = [answer for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 401, 409}
    assert len(rows(ann.app, TotpSecret)) == 1
    assert len(rows(ann.app, BackupCodeHash)) == 10
    assert len(rows(ann.app, AuthSession)) == 1
    ann.backup_codes = winner.json["backupCodes"]
    assert ann.other_browser().half().verify(ann.backup_codes[0]).status_code == 200


def test_parallel_new_backup_codes_leave_one_living_set(enrolled: Person) -> None:
    browsers = [enrolled.other_browser() for _ in range(12)]
    for one in browsers:
        one.use_cookie("second_lock_session", enrolled.held_cookie("second_lock_session"))
    answers = race([partial(one.post, "2fa/backup-codes", {}) for one in browsers])
    assert [answer.status_code for answer in answers] == [200] * 12
    assert len(rows(enrolled.app, BackupCodeHash)) == 10
    works = [
        enrolled.other_browser().half().verify(answer.json["backupCodes"][0]).status_code
        for answer in answers
    ]
    assert sorted(works) == [200] + [400] * 11


def test_r61_a_login_that_races_a_security_change_does_not_outlive_it(enrolled: Person) -> None:
    halves = [enrolled.other_browser().half() for _ in range(10)]
    calls = [
        partial(one.verify, code) for one, code in zip(halves, enrolled.backup_codes, strict=True)
    ]
    change = partial(enrolled.post, "2fa/disable", {"code": enrolled.code()})
    answers = statuses([*calls[:5], change, *calls[5:]])
    assert answers.pop(5) == 200
    assert set(answers) <= {200, 401}
    assert [one.is_signed_in() for one in halves] == [False] * 10
    assert enrolled.is_signed_in()
    assert len(rows(enrolled.app, AuthSession)) == 1
    assert rows(enrolled.app, LoginChallenge) == []


def test_r61_a_login_that_races_an_operators_reset_does_not_outlive_it(enrolled: Person) -> None:
    app, now = enrolled.app, enrolled.clock.now()
    user_id = id_of_address(app, enrolled.email)
    halves = [enrolled.other_browser().half() for _ in range(10)]
    calls: list[Callable[[], Answer | None]] = [
        partial(one.verify, code) for one, code in zip(halves, enrolled.backup_codes, strict=True)
    ]

    def operate() -> None:
        with app.app_context():
            reset_second_factor(user_id, ends_password=False, act=operator_act(now))

    calls.insert(5, operate)
    answers = [answer.status_code for answer in race(calls) if answer is not None]
    assert len(answers) == 10
    assert set(answers) <= {200, 401}
    assert rows(app, AuthSession) == rows(app, LoginChallenge) == []
    assert not any(one.is_signed_in() for one in halves)
