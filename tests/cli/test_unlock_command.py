"""Promise: an operator unlocks an account in one line, which is written to the history and shows
nothing of it (R57)."""

import json

import pytest
from click.testing import Result

from tests.person import Person, mails
from tests.rows import events

HOME = {"environ_overrides": {"REMOTE_ADDR": "198.51.100.7"}}


def unlock(person: Person, email: str | None = None, *more: str) -> Result:
    arguments = ["users", "unlock", email or person.email, *more]
    return person.app.test_cli_runner().invoke(args=arguments)


def guess(person: Person, **where: object) -> int:
    body = {"email": person.email, "password": "wrong horse battery"}
    return person.post("login", body, **where).status_code


@pytest.fixture
def locked(enrolled: Person) -> Person:
    """Somebody signed in whose codes and passwords are locked, the codes for the day too."""
    for _ in range(4):
        assert [enrolled.reauth(code=enrolled.wrong_code()).status_code for _ in range(5)] == (
            [400] * 5
        )
        enrolled.clock.move(seconds=900)
    assert [guess(enrolled.other_browser()) for _ in range(11)][-1] == 429
    assert [guess(enrolled) for _ in range(11)][-1] == 429
    assert enrolled.reauth(code=enrolled.code()).status_code == 429
    return enrolled


def test_r57_codes_are_taken_again(locked: Person) -> None:
    assert unlock(locked).exit_code == 0
    answer = locked.reauth(code=locked.wrong_code())
    assert (answer.status_code, answer.json["attemptsLeft"]) == (400, 4)
    assert locked.reauth(code=locked.code()).status_code == 200


def test_r57_passwords_are_taken_again_from_every_browser(locked: Person) -> None:
    unlock(locked)
    assert locked.other_browser().log_in().status_code == 200
    assert locked.log_in().status_code == 200


def test_r57_it_is_in_the_history(locked: Person) -> None:
    unlock(locked)
    [event] = events(locked.app, "account.unlocked")
    assert event.subject_id == locked.get("me").json["user"]["id"]
    assert (event.outcome, event.ip, event.actor_id) == ("success", "operator", None)
    assert event.detail == {}


def test_r57_it_shows_nothing_and_opens_nothing(locked: Person) -> None:
    stranger = locked.other_browser()
    result = unlock(locked)
    assert result.output == f"{locked.email} is unlocked.\n"
    assert not stranger.is_signed_in()
    assert locked.is_signed_in()
    assert locked.get("2fa/status").json["enabled"] is True


def test_r57_as_json(ann: Person) -> None:
    assert json.loads(unlock(ann, None, "--json").stdout) == {
        "email": ann.email,
        "unlocked": True,
    }


def test_r57_the_address_may_be_written_in_any_form(locked: Person) -> None:
    assert unlock(locked, " ANN@Example.com").exit_code == 0
    assert locked.log_in().status_code == 200


def test_an_account_that_is_not_locked_stays_as_it_is(enrolled: Person) -> None:
    assert unlock(enrolled).exit_code == 0
    assert len(events(enrolled.app, "account.unlocked")) == 1
    assert enrolled.is_signed_in()


def test_r57_the_counts_of_others_stay(locked: Person, bob: Person) -> None:
    for _ in range(10):
        guess(bob, **HOME)
    unlock(locked)
    assert guess(bob, **HOME) == 429


def test_r57_it_opens_no_new_flood_of_mails(ann: Person) -> None:
    body = {"email": ann.email, "password": ann.password}
    for _ in range(6):
        ann.post("register", body)
    unlock(ann)
    before = len(mails(ann.app, ann.clock.now()))
    ann.post("register", body)
    assert len(mails(ann.app, ann.clock.now())) == before


def test_an_unknown_account_is_one_line(person: Person) -> None:
    result = unlock(person, "nobody@example.com")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == "Error: There is no account nobody@example.com.\n"
