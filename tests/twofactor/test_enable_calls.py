"""Promise: two factors go live by a first right code alone, which is then spent."""

import re

import pytest

from app.factors.models import TotpSecret
from tests.person import Person, mails
from tests.rows import rows


@pytest.fixture
def pending(ann: Person) -> Person:
    """Somebody with an authenticator that waits for its first code."""
    ann.sign_in()
    ann.secret = ann.set_up()
    return ann


def enable(person: Person, code: object) -> tuple[int, str | None]:
    answer = person.post("2fa/enable", {"token": code})
    return answer.status_code, answer.json.get("code")


def test_it_shows_ten_backup_codes_once(pending: Person) -> None:
    answer = pending.post("2fa/enable", {"token": pending.code()})
    assert set(answer.json) == {"message", "backupCodes"}
    codes = answer.json["backupCodes"]
    assert len(set(codes)) == 10
    shape = "-".join(["[0-9A-HJKMNP-TV-Z]{4}"] * 4)
    assert all(re.fullmatch(shape, code) for code in codes)
    assert pending.get("2fa/status").json["enabled"] is True


def test_the_owner_is_told_by_mail(pending: Person) -> None:
    pending.post("2fa/enable", {"token": pending.code()})
    assert "turned on" in mails(pending.app, pending.clock.now())[-1]["Subject"]


def test_r17_the_enrolment_code_does_not_open_the_next_login(pending: Person) -> None:
    code = pending.code()
    assert enable(pending, code) == (200, None)
    pending.post("logout")
    answer = pending.half().verify(code)
    assert (answer.status_code, answer.json["code"]) == (400, "code_already_used")
    assert answer.json["nextCodeIn"] == 30
    pending.clock.next_step()
    assert pending.verify().status_code == 200


def test_r03_neither_does_an_earlier_code(pending: Person) -> None:
    earlier = pending.code(steps=-1)
    enable(pending, pending.code())
    assert pending.other_browser().half().verify(earlier).json["code"] == "code_already_used"


def test_a_wrong_clock_is_told_within_five_minutes(pending: Person) -> None:
    for steps in [-10, -2, 2, 10]:
        answer = pending.post("2fa/enable", {"token": pending.code(steps=steps)})
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_code")
        assert answer.json["clockDriftSeconds"] == steps * 30
        assert pending.get("2fa/status").json["enabled"] is False


def test_a_code_from_further_away_tells_nothing(pending: Person) -> None:
    for steps in (-11, 11):
        answer = pending.post("2fa/enable", {"token": pending.code(steps=steps)})
        assert answer.json["code"] == "invalid_code"
        assert "clockDriftSeconds" not in answer.json


def test_r08_the_first_code_may_be_one_step_early_or_late(ann: Person, bob: Person) -> None:
    for person, steps in ((ann, -1), (bob, 1)):
        person.sign_in()
        person.secret = person.set_up()
        assert enable(person, person.code(steps=steps)) == (200, None)


def test_without_a_setup_there_is_nothing_to_enable(ann: Person, enrolled: Person) -> None:
    assert enable(enrolled, enrolled.code()) == (409, "setup_not_started")


def test_r06_it_refuses_what_is_no_code_and_charges_nothing(pending: Person) -> None:
    backup = "0123-4567-89AB-CDEF"
    codes: list[object] = [
        123456,
        None,
        True,
        [],
        {},
        "",
        "12345",
        "1234567",
        "１２３４５６",
        "12345a",
        backup,
    ]
    for code in codes:
        assert enable(pending, code) == (400, "invalid_request"), code
    answer = pending.post("2fa/enable", {"token": pending.wrong_code()})
    assert answer.json["attemptsLeft"] == 4


def test_a_second_enable_finds_nothing(pending: Person) -> None:
    code = pending.code()
    assert enable(pending, code) == (200, None)
    assert enable(pending, code) == (409, "setup_not_started")
    assert enable(pending, pending.code(steps=1)) == (409, "setup_not_started")
    assert [row.state for row in rows(pending.app, TotpSecret)] == ["live"]


def test_enabling_is_fresh_by_the_second_factor(pending: Person) -> None:
    enable(pending, pending.code())
    assert pending.post("2fa/setup", {"replace": True}).status_code == 200
