"""Promise: requests that race neither pass the limit of five apps nor spend a code twice (P16)."""

from functools import partial
from pathlib import Path

import pytest

from app.config import Settings
from app.core.limits import Window
from app.factors.models import TotpSecret
from tests import oath
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.racing import race
from tests.rows import rows
from tests.twofactor.apps import add_app, enable


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    # The limits must not be what stops the racers.
    limits = (Window(10_000, 900),)
    return settings_for(backend, tmp_path, code_limits=limits, fresh_seconds=3600)


def test_p16_five_at_most_when_requests_race(enrolled: Person) -> None:
    for number in range(3):
        add_app(enrolled, f"App {number}")
    tabs = [enrolled.other_browser().sign_in() for _ in range(6)]
    race([partial(_add_another, tab) for tab in tabs])
    live = [row for row in rows(enrolled.app, TotpSecret) if row.state == "live"]
    assert len(live) == 5


def test_p16_one_code_of_each_at_the_same_moment_opens_two(enrolled: Person) -> None:
    person, (second, _) = enrolled, add_app(enrolled, "Tablet")
    codes = [oath.code(secret, person.clock.now()) for secret in (person.secret, second)] * 5
    halves = [person.other_browser().half() for _ in codes]
    answers = race([partial(one.verify, code) for one, code in zip(halves, codes, strict=True)])
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses) == [200] * 2 + [400] * 8


def _add_another(person: Person) -> None:
    answer = person.post("2fa/setup", {"name": "Racing"})
    if answer.status_code == 200:
        enable(person, answer.json["secret"])
