"""Promise: one count stands over all apps of an account, and a code that several could accept costs
as many tries of the day and the month (P16), so that five make no guess more likely to be right."""

from pathlib import Path

import pytest

from app.config import Settings, parsing
from app.lockout.counters import CODE
from app.lockout.models import AttemptKey, AttemptRow
from tests import oath
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import events, rows
from tests.twofactor.apps import add_app

DAY = 86400
BACKUP = "0000-0000-0000-0000"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, fresh_seconds=3600)


@pytest.fixture
def five(enrolled: Person) -> tuple[Person, list[str]]:
    """Somebody with five apps, and the secrets of all; the counts are empty."""
    further = [add_app(enrolled, f"App {number}")[0] for number in range(4)]
    enrolled.clock.move(seconds=1200)
    return enrolled, [enrolled.secret, *further]


def wrong(person: Person, secrets: list[str]) -> str:
    """Six digits that no app shows within ten minutes."""
    now = person.clock.now()
    near = {oath.code(each, now, steps=step) for each in secrets for step in range(-20, 21)}
    return next(text for text in (f"{n:06d}" for n in range(1000)) if text not in near)


def units(person: Person) -> int:
    """How many tries of the day and the month are counted."""
    keys = {each.key for each in rows(person.app, AttemptKey) if each.scope == CODE}
    return sum(each.key in keys for each in rows(person.app, AttemptRow))


def guess(five: tuple[Person, list[str]]) -> tuple[int, int | None]:
    person, secrets = five
    answer = person.reauth(code=wrong(person, secrets))
    return answer.status_code, answer.json.get("attemptsLeft")


def test_p16_the_short_count_takes_one_of_each_guess(five: tuple[Person, list[str]]) -> None:
    # The day has room for four guesses of five tries each, the quarter of an hour for five.
    assert [guess(five) for _ in range(4)] == [(400, 3), (400, 2), (400, 1), (400, 0)]


def test_p16_a_guess_costs_the_day_as_many_tries_as_there_are_apps(
    five: tuple[Person, list[str]],
) -> None:
    person, secrets = five
    for _ in range(4):
        assert guess(five)[0] == 400
    assert units(person) == 20
    person.clock.move(seconds=900)
    answer = person.reauth(code=oath.code(secrets[2], person.clock.now()))
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_attempts")
    assert answer.json["retryAfter"] == DAY - 900
    person.clock.move(seconds=DAY - 901)
    assert guess(five)[0] == 429


def test_p16_the_owner_hears_of_the_lock(five: tuple[Person, list[str]]) -> None:
    person, _ = five
    for _ in range(4):
        guess(five)
    assert len(events(person.app, "2fa.locked")) == 1


def test_p16_one_count_over_all_of_them(five: tuple[Person, list[str]]) -> None:
    """Four codes that the four apps showed before are four guesses of one account."""
    person, secrets = five
    for secret in secrets[:4]:
        code = oath.code(secret, person.clock.now(), steps=-10)
        assert person.reauth(code=code).status_code == 400
    assert person.reauth(code=person.code()).status_code == 429


def test_p16_a_right_code_gets_all_of_it_back(five: tuple[Person, list[str]]) -> None:
    person, secrets = five
    for secret in secrets * 2:
        assert person.reauth(code=oath.code(secret, person.clock.now())).status_code == 200
        person.clock.next_step()
    assert units(person) == 0


def test_a_backup_code_costs_one_try(five: tuple[Person, list[str]]) -> None:
    person, _ = five
    assert person.post("2fa/disable", {"code": BACKUP}).json["attemptsLeft"] == 4
    assert units(person) == 1


def test_a_backup_code_passes_where_the_day_has_no_room_for_a_code_of_an_app(
    five: tuple[Person, list[str]],
) -> None:
    person, _ = five
    for _ in range(3):
        guess(five)
    person.post("2fa/disable", {"code": BACKUP})
    person.clock.move(seconds=900)
    assert person.post("2fa/disable", {"code": person.code()}).status_code == 429
    code = person.backup_codes[0]
    assert person.post("2fa/backup-codes", {"code": code}).status_code == 200


def test_the_first_code_of_a_further_one_costs_one_try(enrolled: Person) -> None:
    add_app(enrolled, "Tablet")
    enrolled.set_up(name="Watch")
    assert enrolled.post("2fa/enable", {"token": "000000"}).status_code == 400
    assert units(enrolled) == 1


class TestWhereALimitIsBelowTheNumberOfApps:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        limits = parsing.windows("5/900,3/86400")
        return settings_for(backend, tmp_path, fresh_seconds=3600, code_limits=limits)

    def test_one_code_a_day_can_be_tried(self, five: tuple[Person, list[str]]) -> None:
        person, secrets = five
        assert guess(five) == (400, 0)
        person.clock.move(seconds=DAY)
        half = person.other_browser().half()
        assert half.verify(oath.code(secrets[4], person.clock.now())).status_code == 200
