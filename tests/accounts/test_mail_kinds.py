"""Promise: each kind of mail has a count of its own, and a known and an unknown address cost the
same, so that strangers neither switch off what an owner asks for nor learn who has an account."""

from collections.abc import Callable

import pytest

from app.lockout.models import AttemptKey
from tests.accounts.links import ask_change, newest_token, reset, subjects
from tests.accounts.registrations import elsewhere
from tests.client import Answer
from tests.conftest import Backend
from tests.person import PASSWORD, Person, mails
from tests.rows import execute, rows

FORGOT, VERIFY, CONFIRM = "Set a new password", "Verify your e-mail", "Confirm your new address"
TAKEN = "You already have an account"


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    return sqlite_backend


def register(person: Person) -> Answer:
    body = {"email": person.email, "password": PASSWORD}
    return person.other_browser().post("register", body, **elsewhere())


def forgot(person: Person) -> Answer:
    return person.post("password/forgot", {"email": person.email}, **elsewhere())


def resend(person: Person) -> Answer:
    return person.post("verify-email/resend", {"email": person.email}, **elsewhere())


def got(person: Person, subject: str, *, to: str = "") -> int:
    person.clock.move(seconds=1)
    return sum(subject in each for each in subjects(person, to or person.email))


def fill(call: Callable[[Person], Answer], person: Person, *, times: int = 6) -> None:
    assert {call(person).status_code for _ in range(times)} <= {201, 202}


def test_registering_an_address_uses_up_nothing_of_its_owners(ann: Person) -> None:
    fill(register, ann, times=8)
    assert forgot(ann).status_code == 202
    assert got(ann, FORGOT) == 1
    execute(ann.app, "UPDATE users SET email_verified_at = NULL")
    resend(ann)
    assert got(ann, VERIFY) == 2  # the one of the registration, and this one


def test_asking_for_one_mail_uses_up_no_other(ann: Person) -> None:
    fill(forgot, ann)
    execute(ann.app, "UPDATE users SET email_verified_at = NULL")
    assert resend(ann).status_code == 202
    assert (got(ann, FORGOT), got(ann, VERIFY)) == (5, 2)
    fill(resend, ann)
    execute(ann.app, "UPDATE users SET email_verified_at = created_at")
    register(ann)
    assert got(ann, TAKEN) == 1


def test_what_strangers_have_sent_to_an_address_hinders_no_change_to_it(
    ann: Person, bob: Person
) -> None:
    new = Person(ann.app, ann.clock, "ann@new.example")
    for call in (register, forgot, resend):
        fill(call, new)
    bob.sign_in()
    for _ in range(6):
        ask_change(bob, new.email, **elsewhere())
    before = got(ann, CONFIRM, to=new.email)
    ask_change(ann.sign_in(), new.email, **elsewhere())
    assert got(ann, CONFIRM, to=new.email) == before + 1


def test_a_kind_of_mail_goes_twenty_times_a_day(ann: Person) -> None:
    for _ in range(6):
        fill(forgot, ann)
        ann.clock.move(seconds=3600)
    assert got(ann, FORGOT) == 20
    ann.clock.move(seconds=86400)
    forgot(ann)
    assert got(ann, FORGOT) == 21


def test_a_browser_that_has_signed_in_is_mailed_whatever_strangers_ask_for(ann: Person) -> None:
    ann.sign_in().post("logout", {})
    stranger = ann.other_browser()
    for _ in range(5):
        fill(forgot, stranger)
        ann.clock.move(seconds=3600)
    assert forgot(stranger).status_code == 202
    before = got(ann, FORGOT)
    forgot(ann)
    assert got(ann, FORGOT) == before + 1 == 21
    assert reset(ann, newest_token(ann, FORGOT)).status_code == 200


def test_a_browser_that_another_account_knows_has_no_count_of_its_own(
    ann: Person, bob: Person
) -> None:
    bob.sign_in()
    stranger = ann.other_browser()
    stranger.use_cookie("second_lock_known_browser", bob.held_cookie("second_lock_known_browser"))
    fill(forgot, ann.other_browser())
    fill(forgot, stranger)
    assert got(ann, FORGOT) == 5


@pytest.mark.parametrize("call", [register, forgot, resend])
def test_known_and_unknown_addresses_are_counted_alike(
    ann: Person, call: Callable[[Person], Answer]
) -> None:
    def counted(person: Person) -> list[str]:
        execute(ann.app, "DELETE FROM attempt_keys")
        assert call(person).status_code in {201, 202}
        return sorted(each.scope for each in rows(ann.app, AttemptKey))

    assert counted(ann) == counted(Person(ann.app, ann.clock, "nobody@example.com"))


def test_the_limit_of_one_address_is_none_of_anothers(ann: Person, bob: Person) -> None:
    fill(forgot, ann)
    forgot(bob)
    assert got(bob, FORGOT) == 1
    assert len(mails(ann.app, ann.clock.now())) == 2 + 5 + 1
