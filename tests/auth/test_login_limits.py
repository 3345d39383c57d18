"""Promise: passwords are guessed ten times, not more, and an owner elsewhere is not kept out."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.core.limits import Window
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import events

HOME: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}
ATTACKER: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.66"}}


def guess(person: Person, email: str | None = None, **where: Any) -> tuple[int, str | None]:
    body = {"email": email or person.email, "password": "wrong horse battery"}
    answer = person.post("login", body, **where)
    return answer.status_code, answer.json.get("code")


WRONG, REFUSED = (401, "invalid_credentials"), (429, "too_many_attempts")


def test_the_eleventh_wrong_password_and_then_the_right_one_are_refused(ann: Person) -> None:
    assert [guess(ann) for _ in range(11)] == [WRONG] * 10 + [REFUSED]
    right = ann.log_in()
    assert (right.status_code, right.json["code"]) == REFUSED
    assert right.headers["Retry-After"] == str(right.json["retryAfter"]) == "900"
    assert not ann.is_signed_in()


def test_the_limit_clears_after_fifteen_minutes(ann: Person) -> None:
    for _ in range(10):
        guess(ann)
    ann.clock.move(seconds=899)
    assert ann.log_in().status_code == 429
    ann.clock.move(seconds=1)
    assert ann.log_in().status_code == 200


def test_r55_an_unknown_account_counts_alike(ann: Person) -> None:
    known = [guess(ann) for _ in range(12)]
    unknown = [guess(ann, "nobody@example.com") for _ in range(12)]
    assert known == unknown


def test_r53_spellings_of_one_address_are_one_count(ann: Person) -> None:
    spellings = ["ann@example.com", "ANN@example.com", " ann@example.com", "ann＠example.com"]
    answers = [guess(ann, spellings[number % 4]) for number in range(11)]
    assert answers == [WRONG] * 10 + [REFUSED]


def test_r53_forged_headers_open_no_new_count(ann: Person) -> None:
    names = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X_Forwarded_For", "CF-Connecting-IP"]
    answers = [
        guess(ann, headers={names[number % 5]: f"203.0.113.{number}"}) for number in range(11)
    ]
    assert answers == [WRONG] * 10 + [REFUSED]


def test_a_right_password_clears_its_own_count_alone(ann: Person, bob: Person) -> None:
    for _ in range(9):
        guess(ann)
        guess(bob)
    assert ann.log_in().status_code == 200
    assert [guess(ann) for _ in range(11)] == [WRONG] * 10 + [REFUSED]
    assert [guess(bob) for _ in range(2)] == [WRONG, REFUSED]


def test_r52_an_attacker_elsewhere_does_not_keep_the_owner_out(ann: Person) -> None:
    assert [guess(ann, **ATTACKER) for _ in range(11)][-1] == REFUSED
    body = {"email": ann.email, "password": ann.password}
    assert ann.post("login", body, **HOME).status_code == 200


def test_r52_wrong_passwords_do_not_lock_the_second_factor(enrolled: Person) -> None:
    for _ in range(9):
        guess(enrolled)
    assert enrolled.other_browser().half().verify().status_code == 200


def test_an_address_guesses_a_hundred_times_over_all_accounts(person: Person) -> None:
    answers = [guess(person, f"user{number}@example.com", **ATTACKER) for number in range(101)]
    assert answers == [WRONG] * 100 + [REFUSED]
    assert guess(person, "other@example.com", **HOME) == WRONG


def test_r48_of_forty_parallel_wrong_passwords_ten_are_looked_at(ann: Person) -> None:
    browsers = [ann.other_browser() for _ in range(40)]
    answers = race([partial(guess, one) for one in browsers])
    assert sorted(answers) == [WRONG] * 10 + [REFUSED] * 30
    assert len(events(ann.app, "login.failed")) == 10


def test_r48_parallel_right_passwords_all_pass_within_the_limit(ann: Person) -> None:
    browsers = [ann.other_browser() for _ in range(8)]
    answers = race([one.log_in for one in browsers])
    assert [answer.status_code for answer in answers] == [200] * 8
    assert ann.log_in().status_code == 200


class TestOverAllAddresses:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(
            backend,
            tmp_path,
            password_account_limits=(Window(25, 86400),),
            password_address_limits=(Window(12, 900),),
        )

    def test_right_passwords_are_charged_to_no_count(self, ann: Person) -> None:
        browsers = [ann.other_browser() for _ in range(30)]
        assert [one.log_in().status_code for one in browsers] == [200] * 30
        assert guess(ann) == WRONG

    def test_an_account_has_a_count_of_its_own_for_the_day(self, ann: Person) -> None:
        for number in range(25):
            where: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": f"203.0.{number}.1"}}
            assert guess(ann, **where) == WRONG
        assert guess(ann, **HOME) == REFUSED
        ann.clock.move(seconds=86400)
        assert guess(ann, **HOME) == WRONG


def test_the_day_of_an_account_takes_five_hundred_by_default(ann: Person) -> None:
    assert ann.app.extensions["second_lock"].settings.password_account_limits == (
        Window(500, 86400),
    )
