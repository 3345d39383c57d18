"""Promise: operators create, list and change accounts on the command line, for people or as JSON,
and a failure is one line and a non-zero exit."""

import json

import pytest
from click.testing import Result

from tests.person import PASSWORD, Person, mails, text_of


def run(person: Person, *arguments: str, typed: str = "") -> Result:
    return person.app.test_cli_runner().invoke(args=list(arguments), input=typed)


def check_failure(result: Result, word: str) -> None:
    assert result.exit_code != 0
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1
    assert word in result.stderr
    assert "Traceback" not in result.output


def create(person: Person, *more: str) -> Result:
    return run(person, "users", "create", "--email", person.email, "--password", PASSWORD, *more)


def test_a_created_account_signs_in_at_once(person: Person) -> None:
    result = create(person, "--name", "Ann", "--json")
    user = json.loads(result.stdout)
    assert (user["email"], user["name"], user["role"]) == (person.email, "Ann", "user")
    assert PASSWORD not in result.output
    assert person.log_in().json["user"]["id"] == user["id"]


def test_the_password_is_asked_for_twice_and_not_shown(person: Person) -> None:
    typed = f"{PASSWORD}\n{PASSWORD}\n"
    result = run(person, "users", "create", "--email", person.email, typed=typed)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert person.log_in().status_code == 200


def test_an_unverified_one_gets_a_mail_first(person: Person) -> None:
    create(person, "--unverified")
    assert person.log_in().json["code"] == "email_unverified"
    assert "#token=" in text_of(mails(person.app, person.clock.now())[-1])


def test_an_admin_must_enrol_first(person: Person) -> None:
    create(person, "--role", "admin")
    assert person.log_in().json["requires2FASetup"] is True


def test_a_taken_address_in_any_spelling_is_one_line(ann: Person) -> None:
    ann.email = "ANN@Example.com"
    check_failure(create(ann), "ann@example.com")


@pytest.mark.parametrize(
    ("email", "password", "word"),
    [("no-address", PASSWORD, "address"), ("a@example.com", "short", "12 characters")],
)
def test_what_is_not_valid_is_one_line(
    person: Person, email: str, password: str, word: str
) -> None:
    check_failure(run(person, "users", "create", "--email", email, "--password", password), word)


def test_the_list_shows_everybody_and_no_secret(enrolled: Person, bob: Person) -> None:
    listed = json.loads(run(bob, "users", "list", "--json").stdout)
    assert [user["email"] for user in listed] == [enrolled.email, bob.email]
    table = run(bob, "users", "list").stdout
    assert len(table.splitlines()) == 3
    assert "$2b$" not in table + str(listed)


def test_an_empty_list_is_said(person: Person) -> None:
    assert run(person, "users", "list").stdout == "None.\n"
    assert json.loads(run(person, "users", "list", "--json").stdout) == []


def test_r61_a_changed_role_ends_what_was_signed_in(ann: Person) -> None:
    ann.sign_in()
    result = run(ann, "users", "set-role", ann.email, "admin", "--json")
    assert json.loads(result.stdout)["role"] == "admin"
    assert not ann.is_signed_in()
    assert ann.log_in().json["requires2FASetup"] is True


def test_an_unknown_account_is_one_line(person: Person) -> None:
    unknown = "nobody@example.com"
    for command in (
        ("users", "set-role", unknown, "admin"),
        ("2fa", "status", unknown),
        ("2fa", "reset", unknown, "--yes"),
        ("2fa", "enroll", unknown),
    ):
        check_failure(run(person, *command), unknown)


def test_an_unknown_role_is_refused(ann: Person) -> None:
    assert run(ann, "users", "set-role", ann.email, "root").exit_code == 2
