"""Promise: accounts that nobody verified or used for long end when an operator says so and is asked
first; an account in use and the last administrator stay."""

import json
from typing import Any

import pytest
from click.testing import Result

from app.users.models import User
from tests.accounts.links import subjects
from tests.person import PASSWORD, Person
from tests.rows import events, execute, rows

DAY = 86400
UNUSED = ("users", "expire", "--inactive", "30")
NEW = "new@example.com"


def run(person: Person, *arguments: str, typed: str = "") -> Result:
    return person.app.test_cli_runner().invoke(args=list(arguments), input=typed)


def as_json(person: Person, *arguments: str) -> Any:
    result = run(person, *arguments, "--yes", "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def standing(person: Person) -> dict[str, bool]:
    return {each.email: each.disabled_at is not None for each in rows(person.app, User)}


def register(person: Person, email: str) -> None:
    assert person.post("register", {"email": email, "password": PASSWORD}).status_code == 201


def test_an_unused_account_is_disabled_and_its_owner_told(ann: Person, bob: Person) -> None:
    ann.clock.move(seconds=31 * DAY)
    bob.sign_in()
    assert as_json(ann, *UNUSED) == {"disabled": 1, "kept": []}
    assert standing(ann) == {ann.email: True, bob.email: False}
    assert bob.is_signed_in()
    assert "An operator changed your Second Lock account" in subjects(ann, ann.email)
    assert events(ann.app, "account.disabled")[0].detail == {"reason": "inactive"}
    assert as_json(ann, *UNUSED) == {"disabled": 0, "kept": []}


def test_an_unused_account_is_deleted_where_that_is_said(ann: Person, bob: Person) -> None:
    run(ann, "users", "disable", ann.email)
    ann.clock.move(seconds=31 * DAY)
    bob.sign_in()
    assert as_json(ann, *UNUSED, "--delete") == {"deleted": 1, "kept": []}
    assert standing(ann) == {bob.email: False}
    assert events(ann.app, "account.deleted")[0].detail == {"reason": "inactive"}


def test_the_last_administrator_stays_and_is_named(ann: Person, bob: Person) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin'")
    ann.clock.move(seconds=31 * DAY)
    for end in ("--disable", "--delete"):
        told = as_json(ann, *UNUSED, end)
        assert len(told["kept"]) == 1
        assert "is the last administrator" in told["kept"][0]
    assert len([each for each in rows(ann.app, User) if each.disabled_at is None]) == 1


def test_it_asks_first_with_the_number(ann: Person) -> None:
    ann.clock.move(seconds=31 * DAY)
    refused = run(ann, *UNUSED, "--delete", typed="n\n")
    assert refused.exit_code == 1
    assert "Delete 1 accounts" in refused.output
    assert standing(ann) == {ann.email: False}
    result = run(ann, *UNUSED, "--json", typed="y\n")
    assert json.loads(result.stdout) == {"disabled": 1, "kept": []}


def test_registrations_that_nobody_verified_go(ann: Person) -> None:
    register(ann, "old@example.com")
    ann.clock.move(seconds=10 * DAY)
    register(ann, NEW)
    assert as_json(ann, "purge", "--unverified", "7") == {"deleted": 1, "kept": []}
    assert standing(ann) == {ann.email: False, NEW: False}
    assert events(ann.app, "account.deleted")[0].detail == {"reason": "unverified"}
    told = [each for each in subjects(ann, "old@example.com") if "operator" in each]
    assert told == [], "a stranger may have registered the address"


def test_an_unverified_account_in_use_stays(ann: Person) -> None:
    """With EMAIL_VERIFICATION=off an account works without a proof of its address."""
    ann.sign_in()
    execute(ann.app, "UPDATE users SET email_verified_at = NULL")
    ann.clock.move(seconds=90 * DAY)
    assert as_json(ann, "purge", "--unverified", "7") == {"deleted": 0, "kept": []}
    assert standing(ann) == {ann.email: False}


def test_the_last_administrator_stays_unverified(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET email_verified_at = NULL, role = 'admin'")
    ann.clock.move(seconds=90 * DAY)
    assert len(as_json(ann, "purge", "--unverified", "7")["kept"]) == 1
    assert standing(ann) == {ann.email: False}


def test_a_purge_of_unverified_accounts_asks_and_a_plain_one_does_not(ann: Person) -> None:
    register(ann, "old@example.com")
    ann.clock.move(seconds=10 * DAY)
    refused = run(ann, "purge", "--unverified", "7", typed="n\n")
    assert "Delete 1 accounts" in refused.output
    assert run(ann, "purge").exit_code == 0
    assert len(rows(ann.app, User)) == 2


@pytest.mark.parametrize("days", ["0", "-3", "x"])
def test_a_number_of_days_that_makes_no_sense_is_refused(ann: Person, days: str) -> None:
    assert run(ann, "users", "expire", "--inactive", days, "--yes").exit_code == 2
    assert run(ann, "purge", "--unverified", days, "--yes").exit_code == 2
