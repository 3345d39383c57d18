"""Promise: each authenticator app has a ledger of its own, and a code of one spends nothing of
another (P16)."""

from base64 import b32decode

import pytest
from sqlalchemy import select

from app.core.totp import Totp
from app.db import write_tx
from app.twofactor import totp
from app.users.models import User
from tests import oath
from tests.person import Person
from tests.rows import events, execute
from tests.twofactor.apps import add_app, passes

OTHER_THAN_FIRST = "UPDATE totp_secrets SET {} WHERE name <> ''"


@pytest.fixture
def two(enrolled: Person) -> tuple[Person, str]:
    """Somebody with two apps, and the secret of the second."""
    secret, _ = add_app(enrolled, "Tablet")
    return enrolled, secret


def test_p16_a_code_of_one_spends_nothing_of_another(two: tuple[Person, str]) -> None:
    person, second = two
    assert [passes(person, second), passes(person, second)] == [200, 400]
    assert [passes(person, person.secret), passes(person, person.secret)] == [200, 400]


def test_p16_an_older_step_of_the_other_still_works(two: tuple[Person, str]) -> None:
    """One ledger over both would refuse the late phone for the sake of the exact tablet."""
    person, second = two
    person.clock.move(seconds=90)
    assert passes(person, second) == 200
    late = oath.code(person.secret, person.clock.now(), steps=-1)
    assert person.other_browser().half().verify(late).status_code == 200


def test_used_before_beats_wrong_and_says_when_the_next_one_comes(two: tuple[Person, str]) -> None:
    person, second = two
    passes(person, second)
    answer = person.other_browser().half().verify(oath.code(second, person.clock.now()))
    assert answer.json["code"] == "code_already_used"
    assert answer.json["nextCodeIn"] == 30


def test_a_late_clock_is_told_whichever_app_is_late(two: tuple[Person, str]) -> None:
    person, second = two
    person.clock.move(seconds=300)
    for secret in (person.secret, second):
        code = oath.code(secret, person.clock.now(), steps=-4)
        answer = person.other_browser().half().verify(code)
        assert (answer.json["code"], answer.json["clockBehindSeconds"]) == ("invalid_code", 120)


def test_p16_digits_that_fit_two_apps_spend_one(two: tuple[Person, str]) -> None:
    person, _ = two
    first = "(SELECT sealed FROM totp_secrets WHERE name = '')"
    execute(person.app, OTHER_THAN_FIRST.format(f"sealed = {first}"))
    assert [passes(person, person.secret) for _ in range(3)] == [200, 200, 400]


def test_an_app_that_is_ahead_of_time_stops_no_other(two: tuple[Person, str]) -> None:
    person, second = two
    execute(person.app, OTHER_THAN_FIRST.format("last_step = 999999999"))
    assert passes(person, person.secret) == 200
    assert passes(person, second) == 400
    execute(person.app, "UPDATE totp_secrets SET last_step = 999999999")
    assert passes(person, person.secret) == 503


def test_a_secret_that_cannot_be_read_stops_no_other(two: tuple[Person, str]) -> None:
    person, second = two
    execute(person.app, OTHER_THAN_FIRST.format("sealed = 'x'"))
    assert passes(person, person.secret) == 200
    assert events(person.app, "2fa.secret_unreadable") == []
    assert passes(person, second) == 400
    assert len(events(person.app, "2fa.secret_unreadable")) == 1


def test_one_weak_secret_of_several_asks_for_a_new_one(two: tuple[Person, str]) -> None:
    person, _ = two
    assert "reEnrol" not in person.get("2fa/status").json
    with person.app.app_context(), write_tx() as tx:
        owner = tx.scalar(select(User.id))
        assert owner is not None
        short = Totp("ABCDEFGHABCDEFGH")
        totp.add_live(tx, owner, short, -1, person.clock.now(), origin="elsewhere")
    assert person.get("2fa/status").json["reEnrol"] is True


def test_eight_digits_are_read_where_one_app_shows_them(two: tuple[Person, str]) -> None:
    person, second = two
    half = person.other_browser().half()
    assert half.verify("12345678").json["code"] == "invalid_request"
    execute(person.app, OTHER_THAN_FIRST.format("digits = 8, origin = 'elsewhere'"))
    assert half.verify("ABCDE12345").json["code"] == "invalid_code"
    step = int(person.clock.now().timestamp()) // 30
    eight = oath.hotp(b32decode(second), step, digits=8)
    assert half.verify(eight).status_code == 200
    assert passes(person, person.secret) == 200
