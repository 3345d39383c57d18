"""Promise: operators find who lacks a second factor, is unverified, disabled, locked, an
administrator or unused, in lists that stream, whatever the number of accounts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import Result

from app.accounts import directory
from app.accounts.directory import Wanted
from app.users.models import User
from tests.person import Person
from tests.rows import copy_account, execute, rows

DAY = 86400


def run(person: Person, *filters: str) -> Result:
    return person.app.test_cli_runner().invoke(args=["users", "list", *filters])


def listed(person: Person, *filters: str) -> list[dict[str, Any]]:
    result = run(person, *filters, "--json")
    assert result.exit_code == 0, result.output
    return list(json.loads(result.stdout))


def found(person: Person, *filters: str) -> list[str]:
    return [each["email"] for each in listed(person, *filters)]


def test_a_line_tells_of_disabling_last_sign_in_and_factors(enrolled: Person, bob: Person) -> None:
    at = enrolled.clock.now().isoformat()
    bob.clock.move(seconds=60)
    ann, other = sorted(listed(bob), key=lambda each: str(each["email"]))
    assert (ann["factors"], ann["disabled"], ann["locked"]) == (
        ["totp", "backup_code"],
        False,
        False,
    )
    assert ann["lastSignInAt"] == "2026-11-21T12:00:00+00:00" < at
    assert (other["factors"], other["lastSignInAt"]) == ([], None)
    heads = run(bob).stdout.splitlines()[0].split()
    assert {"email", "disabled", "lastSignInAt", "factors"} <= set(heads)


def test_each_filter_finds_whom_it_names(enrolled: Person, bob: Person) -> None:
    assert found(bob, "--without-second-factor") == [bob.email]
    assert found(bob, "--admins") == []
    execute(bob.app, "UPDATE users SET role = 'admin' WHERE email = 'bob@example.com'")
    assert found(bob, "--admins") == [bob.email]
    assert found(bob, "--admins", "--without-second-factor") == [bob.email]
    bob.app.test_cli_runner().invoke(args=["users", "disable", enrolled.email])
    assert found(bob, "--disabled") == [enrolled.email]
    execute(bob.app, "UPDATE users SET email_verified_at = NULL WHERE role = 'admin'")
    assert found(bob, "--unverified") == [bob.email]
    assert found(bob, "--unverified", "--disabled") == []


def test_locked_are_those_whose_codes_are_locked_now(enrolled: Person, bob: Person) -> None:
    enrolled.reauth(code=enrolled.wrong_code())
    assert found(bob, "--locked") == []
    for _ in range(4):
        enrolled.reauth(code=enrolled.wrong_code())
    assert found(bob, "--locked") == [enrolled.email]
    assert {each["email"]: each["locked"] for each in listed(bob)}[enrolled.email] is True
    enrolled.clock.move(seconds=900)
    assert found(bob, "--locked") == []


def test_unused_are_those_who_neither_signed_in_nor_were_seen(ann: Person, bob: Person) -> None:
    assert found(ann, "--inactive", "1") == []
    ann.clock.move(seconds=10 * DAY)
    assert sorted(found(ann, "--inactive", "10")) == [ann.email, bob.email]
    ann.sign_in()
    assert found(ann, "--inactive", "10") == [bob.email]
    ann.post("logout")
    ann.clock.move(seconds=9 * DAY)
    assert found(ann, "--inactive", "10") == [bob.email], "the account keeps it, not the session"
    ann.clock.move(seconds=1 * DAY)
    assert sorted(found(ann, "--inactive", "10")) == [ann.email, bob.email]


def test_an_open_session_that_is_seen_counts_as_use(ann: Person) -> None:
    ann.sign_in()
    ann.clock.move(seconds=3600)
    assert ann.is_signed_in()
    ann.clock.move(seconds=DAY - 1800)
    assert found(ann, "--inactive", "1") == []


def test_pages_show_each_account_once_and_in_order(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_account(ann.app, ann.email, 7)
    monkeypatch.setattr(directory, "_PAGE", 3)
    expected = sorted(rows(ann.app, User), key=lambda user: (user.created_at, user.id))
    assert found(ann) == [user.email for user in expected]
    assert len(run(ann).stdout.splitlines()) == 9


def test_a_page_is_there_before_the_next_one_is_read(
    ann: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_account(ann.app, ann.email, 5)
    monkeypatch.setattr(directory, "_PAGE", 2)
    with ann.app.app_context():
        pages: Iterator[Any] = directory.pages(Wanted(), ann.clock.now())
        first = next(pages)
        execute(ann.app, "DELETE FROM users WHERE email LIKE '%@example.net'")
        rest = [each for page in pages for each in page]
    assert len(first) == 2
    assert len(rest) <= 1


@pytest.mark.parametrize("days", ["0", "-1", "many"])
def test_a_number_of_days_that_makes_no_sense_is_refused(ann: Person, days: str) -> None:
    assert run(ann, "--inactive", days).exit_code == 2
