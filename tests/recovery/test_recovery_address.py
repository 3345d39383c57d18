"""Promise: a recovery address is confirmed by its mailbox in a session of the account, and the
first address hears of each step."""

import pytest

from app.recovery.models import RecoveryAddress
from tests.accounts.links import NEW, reset, reset_token
from tests.client import Answer
from tests.person import Person, mails
from tests.recovery.nodes import node
from tests.recovery.story import (
    add_recovery_address,
    begun,
    confirm_token,
    is_refused,
    sent_to,
    subjects,
    words,
)
from tests.rows import dump, events, execute, rows

SECOND = "second@example.com"


def ask(person: Person, address: str = SECOND) -> Answer:
    return person.call("PUT", "recovery-address", {"email": address})


def confirm(person: Person, token: str) -> Answer:
    return person.post("recovery-address/confirm", {"token": token})


def test_it_is_confirmed_by_mail_and_the_first_address_hears_of_both(enrolled: Person) -> None:
    before = len(subjects(enrolled))
    assert enrolled.get("recovery-address").json == {"email": None, "pending": None}
    assert ask(enrolled, " Second@Example.com ").status_code == 202
    assert enrolled.get("recovery-address").json == {"email": None, "pending": SECOND}
    token = confirm_token(enrolled, SECOND)
    assert token not in dump(enrolled.app)
    answer = confirm(enrolled, token)
    assert (answer.status_code, answer.json["email"]) == (200, SECOND)
    assert enrolled.get("recovery-address").json == {"email": SECOND, "pending": None}
    told = sent_to(enrolled, enrolled.email)[before:]
    assert [each["Subject"] for each in told] == [
        "A recovery address was asked for",
        "Your account has a recovery address",
    ]
    assert all(SECOND in words(each) for each in told)
    assert [each.type for each in events(enrolled.app, "recovery.address_asked",
                                         "recovery.address_set")] == [
        "recovery.address_asked",
        "recovery.address_set",
    ]  # fmt: skip


def test_the_link_works_once_and_for_an_hour(enrolled: Person) -> None:
    ask(enrolled)
    token = confirm_token(enrolled, SECOND)
    assert confirm(enrolled, token).status_code == 200
    assert is_refused(confirm(enrolled, token), 400, "invalid_token")
    ask(enrolled, "third@example.com")
    late = confirm_token(enrolled, "third@example.com")
    enrolled.clock.move(seconds=3600)
    enrolled.reauth(code=enrolled.code())
    assert is_refused(confirm(enrolled, late), 400, "invalid_token")


def test_a_newer_link_voids_the_older_and_the_present_address_stays(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    ask(enrolled, "third@example.com")
    older = confirm_token(enrolled, "third@example.com")
    ask(enrolled, "fourth@example.com")
    assert is_refused(confirm(enrolled, older), 400, "invalid_token")
    shown = enrolled.get("recovery-address").json
    assert shown == {"email": SECOND, "pending": "fourth@example.com"}
    assert confirm(enrolled, confirm_token(enrolled, "fourth@example.com")).status_code == 200
    assert "A recovery address was removed" in subjects(enrolled, SECOND)
    assert len(rows(enrolled.app, RecoveryAddress)) == 1


def test_a_link_of_another_account_is_not_spent(enrolled: Person, bob: Person) -> None:
    ask(enrolled)
    token = confirm_token(enrolled, SECOND)
    assert is_refused(confirm(bob.sign_in(), token), 401, "not_signed_in")
    assert is_refused(confirm(Person(bob.app, bob.clock), token), 401, "not_signed_in")
    assert confirm(enrolled, token).status_code == 200


def test_a_security_change_voids_the_link(enrolled: Person) -> None:
    ask(enrolled)
    token = confirm_token(enrolled, SECOND)
    reset(enrolled, reset_token(enrolled))
    enrolled.password = NEW
    assert is_refused(confirm(enrolled.sign_in(), token), 400, "invalid_token")


def test_step_up_is_asked_for(enrolled: Person) -> None:
    ask(enrolled)
    token = confirm_token(enrolled, SECOND)
    enrolled.clock.move(seconds=301)
    for answer in (
        ask(enrolled),
        confirm(enrolled, token),
        enrolled.call("DELETE", "recovery-address"),
    ):
        assert is_refused(answer, 403, "reauth_required")
    assert enrolled.get("recovery-address").status_code == 200


def test_while_a_recovery_is_open_it_stays_as_it_is(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    ask(enrolled, "third@example.com")
    token = confirm_token(enrolled, "third@example.com")
    begun(enrolled)
    for answer in (
        ask(enrolled),
        confirm(enrolled, token),
        enrolled.call("DELETE", "recovery-address"),
    ):
        assert is_refused(answer, 409, "conflict")
    assert enrolled.get("recovery-address").json["email"] == SECOND


def test_it_is_removed_and_both_are_told(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    ask(enrolled, "third@example.com")
    assert enrolled.call("DELETE", "recovery-address").status_code == 200
    assert enrolled.get("recovery-address").json == {"email": None, "pending": None}
    for to in (enrolled.email, SECOND):
        assert "A recovery address was removed" in subjects(enrolled, to)
    assert enrolled.call("DELETE", "recovery-address").status_code == 200
    assert len(events(enrolled.app, "recovery.address_removed")) == 1
    begun(enrolled)
    told = "Somebody recovers an account without its second factor"
    assert told in subjects(enrolled)
    assert told not in subjects(enrolled, SECOND)


def test_it_hears_of_a_recovery_and_of_whose(enrolled: Person) -> None:
    add_recovery_address(enrolled, SECOND)
    begun(enrolled)
    told = sent_to(enrolled, SECOND)[-1]
    assert enrolled.email in words(told)
    assert "names this as its recovery address" in words(told)
    assert "/stop-recovery#" in words(told)


@pytest.mark.parametrize("address", ["ANN@example.com", "no address", "", "a@b\n.c"])
def test_some_addresses_are_refused(enrolled: Person, address: str) -> None:
    answer = ask(enrolled, address)
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["email"])


def test_an_unproven_account_has_none(enrolled: Person) -> None:
    execute(enrolled.app, "UPDATE users SET email_verified_at = NULL")
    with node(enrolled.app, enrolled.clock, email_verification="off") as lax:
        there = Person(lax, enrolled.clock)
        there.use_cookie("second_lock_session", enrolled.held_cookie("second_lock_session"))
        assert is_refused(ask(there), 403, "email_unverified")


def test_past_the_limit_of_mails_the_answer_is_the_same(enrolled: Person) -> None:
    for _ in range(5):
        ask(enrolled)
        token = confirm_token(enrolled, SECOND)  # of mails of one moment none is the last
    before = len(sent_to(enrolled, SECOND))
    assert ask(enrolled).status_code == 202
    assert len(sent_to(enrolled, SECOND)) == before
    assert confirm(enrolled, token).status_code == 200  # nothing voided the link that was mailed
    asked = subjects(enrolled).count("A recovery address was asked for")
    assert asked == 6  # a thief cannot use this one up
    assert len(mails(enrolled.app, enrolled.clock.now())) > before
