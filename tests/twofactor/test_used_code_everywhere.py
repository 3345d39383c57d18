"""Promise: a code that was accepted on one surface is refused on every surface (R02)."""

from collections.abc import Callable

import pytest

from tests.person import Person

Surface = Callable[[Person, str], tuple[int, str | None]]


def called(person: Person, path: str, body: dict[str, str]) -> tuple[int, str | None]:
    answer = person.post(path, body)
    return answer.status_code, answer.json.get("code")


def verify_login(person: Person, code: str) -> tuple[int, str | None]:
    return called(person.other_browser().half(), "2fa/verify-login", {"code": code})


def reauth(person: Person, code: str) -> tuple[int, str | None]:
    return called(person, "reauth", {"code": code})


def backup_codes(person: Person, code: str) -> tuple[int, str | None]:
    return called(person, "2fa/backup-codes", {"code": code})


def disable(person: Person, code: str) -> tuple[int, str | None]:
    return called(person, "2fa/disable", {"code": code})


def enable(person: Person, code: str) -> tuple[int, str | None]:
    assert person.post("2fa/setup", {"replace": True}).status_code == 200
    return called(person, "2fa/enable", {"token": code})


SURFACES: tuple[Surface, ...] = (verify_login, reauth, backup_codes, disable)
USED = (400, "code_already_used")


@pytest.mark.parametrize("first", [verify_login, reauth, backup_codes])
def test_r02_a_used_code_is_refused_everywhere(enrolled: Person, first: Surface) -> None:
    code = enrolled.code()
    assert first(enrolled, code) == (200, None)
    for second in SURFACES:
        assert second(enrolled, code) == USED, second
    assert enable(enrolled, code) == (400, "invalid_code")
    assert enrolled.get("2fa/status").json["enabled"] is True


def test_r02_the_code_that_enabled_is_refused_everywhere(ann: Person) -> None:
    ann.sign_in()
    ann.secret = ann.set_up()
    code = ann.code()
    assert called(ann, "2fa/enable", {"token": code}) == (200, None)
    for second in SURFACES:
        assert second(ann, code) == USED, second
    assert enable(ann, code) == (400, "invalid_code")


def test_r02_the_code_that_disabled_enables_nothing(enrolled: Person) -> None:
    code = enrolled.code()
    assert disable(enrolled, code) == (200, None)
    assert enable(enrolled, code) == (400, "invalid_code")
    assert backup_codes(enrolled, code)[0] == disable(enrolled, code)[0] == 409


@pytest.mark.parametrize("first", [verify_login, reauth, backup_codes])
def test_r20_a_used_backup_code_is_refused_everywhere(enrolled: Person, first: Surface) -> None:
    code = enrolled.backup_codes[0]
    assert first(enrolled, code) == (200, None)
    # New backup codes void the old ones altogether: then nobody knows them any more.
    expected = (400, "invalid_code") if first is backup_codes else USED
    for second in SURFACES:
        assert second(enrolled, code) == expected, second


def test_a_sent_code_is_checked_and_spent_also_where_step_up_is_fresh(enrolled: Person) -> None:
    wrong = enrolled.wrong_code()
    assert backup_codes(enrolled, wrong) == disable(enrolled, wrong) == (400, "invalid_code")
    assert enrolled.get("2fa/status").json["enabled"] is True
    code = enrolled.code()
    assert backup_codes(enrolled, code) == (200, None)
    assert verify_login(enrolled, code) == USED
