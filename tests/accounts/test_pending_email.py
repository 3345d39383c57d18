"""Promise: a change of address that waits is told to its owner alone, mailed again and called off,
and none of that says whether the new address has an account."""

import pytest

from app.accounts.models import MailToken
from tests.accounts.links import ask_change, change, confirm, newest_token, subjects
from tests.conftest import Backend
from tests.person import Person
from tests.program import Program
from tests.rows import events, rows

NEW, CONFIRM = "ann@new.example", "Confirm your new address"


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    return sqlite_backend


@pytest.fixture
def token(ann: Person) -> str:
    """The token that the new address got; Ann is signed in."""
    assert ask_change(ann.sign_in(), NEW).status_code == 202
    return newest_token(ann, CONFIRM)


def pending(person: Person) -> str | None:
    found: str | None = person.get("me").json.get("pendingEmail")
    renamed = person.call("PATCH", "me", {"name": "Ann"}).json.get("pendingEmail")
    assert found == renamed
    return found


def test_me_tells_the_address_that_waits(ann: Person, bob: Person, token: str) -> None:
    assert pending(ann) == NEW
    assert pending(bob.sign_in()) is None
    assert Program(ann).sign_in().get("me").json["pendingEmail"] == NEW
    confirm(ann, token)
    assert pending(ann) is None


def test_a_taken_address_waits_like_a_free_one(ann: Person, bob: Person) -> None:
    ask_change(ann.sign_in(), bob.email)
    assert pending(ann) == bob.email


def test_what_kills_the_link_ends_the_wait(ann: Person, token: str) -> None:
    change(ann)
    assert pending(ann) is None
    assert ann.post("email/change/resend", {}).status_code == 404


def test_it_waits_as_long_as_its_link_lives(ann: Person, token: str) -> None:
    ann.clock.move(seconds=3600)
    assert pending(ann) is None


def test_the_link_is_mailed_again_and_the_older_one_is_dead(ann: Person, token: str) -> None:
    ann.clock.move(seconds=600)
    assert ann.post("email/change/resend", {}).status_code == 202
    newer = newest_token(ann, CONFIRM)
    assert confirm(ann, token).json["code"] == "invalid_token"
    assert confirm(ann, newer).status_code == 200


def test_it_is_mailed_five_times_an_hour_and_the_newest_link_works(ann: Person, token: str) -> None:
    for _ in range(7):
        ann.clock.move(seconds=1)
        assert ann.post("email/change/resend", {}).status_code == 202
    assert len(subjects(ann, NEW)) == 5
    assert confirm(ann, newest_token(ann, CONFIRM)).status_code == 200


def test_a_change_that_was_called_off_moves_nothing(ann: Person, token: str) -> None:
    assert ann.call("DELETE", "email/change").status_code == 200
    assert pending(ann) is None
    assert confirm(ann, token).json["code"] == "invalid_token"
    assert len(events(ann.app, "account.email_change_cancelled")) == 1
    assert ann.call("DELETE", "email/change").status_code == 200
    assert len(events(ann.app, "account.email_change_cancelled")) == 1


def test_nobody_else_mails_it_again_or_calls_it_off(ann: Person, bob: Person, token: str) -> None:
    stranger = ann.other_browser()
    assert stranger.post("email/change/resend", {}).json["code"] == "not_signed_in"
    assert stranger.call("DELETE", "email/change").json["code"] == "not_signed_in"
    assert bob.sign_in().post("email/change/resend", {}).json["code"] == "not_found"
    assert bob.call("DELETE", "email/change").status_code == 200
    assert [each.purpose for each in rows(ann.app, MailToken)] == ["change_email"]
