"""Promise: an account moves to an address only when its mailbox says so, the former one hears of
it, and nobody learns whether an address has an account (R82)."""

import pytest

from app.accounts.models import MailToken
from app.sessions.models import TrustedDevice
from app.users.models import User
from tests.accounts.links import (
    ask_change,
    change,
    confirm,
    newest_token,
    reset,
    reset_token,
    subjects,
    trust,
)
from tests.accounts.test_register_answers import shown
from tests.client import Answer
from tests.person import PASSWORD, Person, mails
from tests.program import Program
from tests.rows import dump, events, execute, rows

NEW = "ann@new.example"
CONFIRM = "Confirm your new address"


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


@pytest.fixture
def token(ann: Person) -> str:
    """The token that the new address got; Ann is signed in."""
    assert ask_change(ann.sign_in(), NEW).status_code == 202
    return newest_token(ann, CONFIRM)


def addresses(person: Person) -> set[str]:
    return {user.email for user in rows(person.app, User)}


def test_nothing_changes_before_the_new_address_confirms(ann: Person, token: str) -> None:
    assert addresses(ann) == {ann.email}
    assert confirm(ann, token).status_code == 200
    assert addresses(ann) == {NEW}
    assert ann.other_browser().log_in().status_code == 401
    ann.email = NEW
    assert ann.other_browser().log_in().status_code == 200


def test_r82_both_addresses_are_written_to(ann: Person, token: str) -> None:
    assert any(CONFIRM in each for each in subjects(ann, NEW))
    assert "A new address was asked for" in subjects(ann, "ann@example.com")
    confirm(ann, token)
    assert "Your address was changed" in subjects(ann, "ann@example.com")
    assert len(events(ann.app, "account.email_change_asked")) == 1
    assert len(events(ann.app, "account.email_changed")) == 1
    assert token not in dump(ann.app)


def test_r43_a_taken_address_gets_the_same_answer_and_its_owner_a_mail(
    ann: Person, bob: Person
) -> None:
    ann.sign_in()
    free, taken = shown(ask_change(ann, NEW)), shown(ask_change(ann, bob.email))
    assert free == taken
    ann.clock.move(seconds=1)
    assert any("already have an account" in each for each in subjects(ann, bob.email))
    assert not any(CONFIRM in each for each in subjects(ann, bob.email))
    assert subjects(ann, ann.email).count("A new address was asked for") == 2


def test_r82_a_later_change_kills_the_link_of_an_earlier_one(
    ann: Person, bob: Person, token: str
) -> None:
    ask_change(ann, bob.email)
    assert refused(confirm(ann, token)) == (400, "invalid_token")
    assert addresses(ann) == {ann.email, bob.email}


def test_the_session_that_confirms_goes_on_and_all_others_end(ann: Person, token: str) -> None:
    other = ann.other_browser().sign_in()
    trust(ann)
    old_cookie = ann.cookie("second_lock_session")
    assert confirm(ann, token).status_code == 200
    assert ann.get("me").json["user"]["email"] == NEW
    assert ann.cookie("second_lock_session") != old_cookie
    assert not other.is_signed_in()
    assert len(ann.get("sessions").json["sessions"]) == 1
    [user], [device] = rows(ann.app, User), rows(ann.app, TrustedDevice)
    assert device.token_version == user.token_version  # a trusted device stays one


def test_whoever_is_not_signed_in_moves_no_account_and_spends_no_link(
    ann: Person, token: str
) -> None:
    before = dump(ann.app)
    assert refused(confirm(ann.other_browser(), token)) == (401, "not_signed_in")
    assert dump(ann.app) == before
    assert confirm(ann.other_browser().sign_in(), token).status_code == 200
    assert addresses(ann) == {NEW}


def test_a_session_of_another_account_moves_neither_and_spends_no_link(
    ann: Person, bob: Person, token: str
) -> None:
    """A stranger moves his account to a victim's address by the victim's press of a link."""
    bob.sign_in()
    program = Program(bob).sign_in()
    before = dump(ann.app)
    for answer in (confirm(bob, token), program.post("email/confirm", {"token": token})):
        assert refused(answer) == (401, "not_signed_in")
    assert dump(ann.app) == before
    assert bob.is_signed_in()
    assert program.is_signed_in()
    assert confirm(ann, token).status_code == 200
    assert addresses(ann) == {NEW, bob.email}


def test_a_half_finished_login_moves_no_account(enrolled: Person) -> None:
    ask_change(enrolled, NEW)
    token = newest_token(enrolled, CONFIRM)
    half = enrolled.other_browser().half()
    assert refused(confirm(half, token)) == (401, "not_signed_in")
    assert half.verify().status_code == 200
    assert confirm(half, token).status_code == 200


def test_r61_half_logins_end(enrolled: Person) -> None:
    ask_change(enrolled, NEW)
    half = enrolled.other_browser().half()
    confirm(enrolled, newest_token(enrolled, CONFIRM))
    assert refused(half.verify()) == (401, "twofa_session_expired")
    assert enrolled.is_signed_in()


def test_r80_a_link_opens_once_and_lives_one_hour(ann: Person, token: str) -> None:
    assert confirm(ann, token).status_code == 200
    assert refused(confirm(ann, token)) == (400, "invalid_token")
    ann.email = NEW
    ask_change(ann, "ann@third.example")
    late = newest_token(ann, CONFIRM)
    ann.clock.move(seconds=3600)
    assert refused(confirm(ann, late)) == (400, "invalid_token")


def test_r80_a_link_from_before_a_password_change_is_dead(ann: Person, token: str) -> None:
    change(ann)
    assert refused(confirm(ann, token)) == (400, "invalid_token")
    assert addresses(ann) == {ann.email}


def test_r80_a_reset_link_of_the_former_address_dies(ann: Person, token: str) -> None:
    former = reset_token(ann)
    confirm(ann, token)
    assert refused(reset(ann, former)) == (400, "invalid_token")
    assert [each.purpose for each in rows(ann.app, MailToken)] == ["undo_email"]


def test_an_address_that_was_taken_meanwhile_is_a_conflict(ann: Person, token: str) -> None:
    Person(ann.app, ann.clock, NEW).register()
    assert refused(confirm(ann, token)) == (409, "conflict")
    assert addresses(ann) == {ann.email, NEW}
    assert ann.is_signed_in()


def test_a_stranger_who_only_registered_the_address_does_not_hold_it(
    ann: Person, token: str
) -> None:
    body = {"email": NEW, "password": PASSWORD}
    assert Person(ann.app, ann.clock).post("register", body).status_code == 201
    assert confirm(ann, token).status_code == 200
    assert addresses(ann) == {NEW}


def test_r15_it_needs_a_fresh_step_up(ann: Person) -> None:
    assert refused(ask_change(ann, NEW)) == (401, "not_signed_in")
    ann.sign_in().clock.move(seconds=301)
    assert refused(ask_change(ann, NEW)) == (403, "reauth_required")
    assert ann.reauth(password=ann.password).status_code == 200
    assert ask_change(ann, NEW).status_code == 202


def test_a_wrong_password_is_refused_and_counted(ann: Person) -> None:
    ann.sign_in()
    for _ in range(10):
        assert refused(ask_change(ann, NEW, password="wrong")) == (400, "invalid_password")
    assert refused(ask_change(ann, NEW)) == (429, "too_many_attempts")
    assert rows(ann.app, MailToken) == []


def test_the_present_address_and_what_is_none_are_refused(ann: Person) -> None:
    ann.sign_in()
    for email in (ann.email, "ANN＠Example.com ", "ann", ""):
        answer = ask_change(ann, email)
        assert refused(answer) == (400, "invalid_request")
        assert list(answer.json["fields"]) == ["email"]


def test_a_thief_cannot_silence_the_note_to_the_present_address(ann: Person) -> None:
    ann.sign_in()
    for _ in range(7):
        ann.clock.move(seconds=1)
        ann.post("password/forgot", {"email": ann.email})
    ask_change(ann, NEW)
    assert "A new address was asked for" in subjects(ann, ann.email)


def test_one_address_gets_five_mails_an_hour_and_the_answer_stays(ann: Person) -> None:
    ann.sign_in()
    for _ in range(7):
        ann.clock.move(seconds=1)
        assert ask_change(ann, NEW).status_code == 202
    assert len(subjects(ann, NEW)) == 5
    assert confirm(ann, newest_token(ann, CONFIRM)).status_code == 200


def test_the_address_is_written_in_its_normal_form(ann: Person) -> None:
    ask_change(ann.sign_in(), " ANN＠New.Example")
    assert {m["To"] for m in mails(ann.app, ann.clock.now())} == {ann.email, NEW}


def test_a_disabled_account_does_not_move(ann: Person, token: str) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    assert refused(confirm(ann, token)) == (401, "not_signed_in")
    assert addresses(ann) == {ann.email}
