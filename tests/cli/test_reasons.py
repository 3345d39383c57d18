"""Promise: a command that acts on a person takes a reason, which the history keeps and the mail
tells, and makes the page of an administrator stale (A05, A10, A12)."""

import json

import pytest

from app.config.operators import operating_user
from app.users.models import User
from tests.accounts.links import NEW, newest_token, reset
from tests.admin.people import letters
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.rows import dump, events, execute, rows
from tests.transfer.moving import flask

WHY = "Asked for it on the phone"
ANN = "ann@example.com"
ACTS = {
    "users disable": (),
    "users enable": (),
    "users unlock": (),
    "users sign-out": (),
    "users set-role": ("admin",),
    "users set-name": ("Ann",),
    "users set-locale": ("en",),
    "users set-email": ("moved@example.com",),
    "users verify": (),
    "users resend-verification": (),
    "users send-reset": (),
    "users delete": ("--yes",),
    "2fa reset": ("--yes",),
    "2fa require": ("--yes",),
}
NEED = {
    "users enable": "UPDATE users SET disabled_at = created_at",
    "users verify": "UPDATE users SET email_verified_at = NULL",
    "users resend-verification": "UPDATE users SET email_verified_at = NULL",
}


@pytest.mark.parametrize("command", ACTS)
def test_a05_each_keeps_a_reason_and_mails_it(enrolled: Person, command: str) -> None:
    if command in NEED:
        execute(enrolled.app, NEED[command])
    mailed, before = len(letters(enrolled)), len(events(enrolled.app))
    words = (*command.split(), ANN, *ACTS[command], "--reason", WHY)
    result = flask(enrolled.app, *words)
    assert result.exit_code == 0, result.output
    fresh = events(enrolled.app)[before:]
    assert {each.detail.get("because") for each in fresh} == {WHY}
    assert {each.user_agent for each in fresh} == {f"command line ({operating_user()})"}
    [mail] = letters(enrolled)[mailed:]
    assert WHY in mail
    left = rows(enrolled.app, User)
    assert [each.version for each in left] == ([] if command == "users delete" else [2])


@pytest.mark.parametrize("command", ACTS)
def test_a_text_that_is_no_reason_is_one_line_and_does_nothing(
    enrolled: Person, command: str
) -> None:
    before = dump(enrolled.app)
    for reason in ("no", "x" * 301, "two\nlines"):
        result = flask(enrolled.app, *command.split(), ANN, *ACTS[command], "--reason", reason)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == "Error: A reason has 3 to 300 printable characters.\n"
    assert dump(enrolled.app) == before


def test_a_passkey_and_a_group_too(enrolled: Person) -> None:
    put_into(enrolled, "wiki")
    result = flask(enrolled.app, "groups", "remove", "wiki", ANN, "--reason", WHY)
    assert result.exit_code == 0, result.output
    assert [each.version for each in rows(enrolled.app, User)] == [2]
    assert WHY in letters(enrolled)[-1]
    assert events(enrolled.app, "group.left")[0].detail["because"] == WHY


def test_a06_a_reset_ends_the_password_too_where_that_is_said(enrolled: Person) -> None:
    words = ("2fa", "reset", ANN, "--yes", "--end-password", "--json")
    assert json.loads(flask(enrolled.app, *words).stdout) == {"email": ANN}
    assert enrolled.log_in().json["code"] == "invalid_credentials"
    token = newest_token(enrolled, "Set up your Second Lock account anew")
    assert reset(enrolled, token).status_code == 200
    enrolled.password = NEW
    assert enrolled.log_in().json["requires2FASetup"] is True


def test_a_list_is_searched_and_narrowed_to_a_group(enrolled: Person, bob: Person) -> None:
    put_into(bob, "wiki")

    def found(*narrowing: str) -> list[str]:
        result = flask(bob.app, "users", "list", *narrowing, "--json")
        return [each["email"] for each in json.loads(result.stdout)]

    assert found("--search", "OB@ex") == found("--group", "wiki") == [bob.email]
    assert found("--search", "ann", "--group", "wiki") == found("--search", "_") == []
    unknown = flask(bob.app, "users", "list", "--group", "nobody")
    assert (unknown.exit_code, unknown.stderr.count("\n")) == (1, 1)


def test_an_import_that_updates_tells_people_and_administrators(
    enrolled: Person, bob: Person, tmp_path_factory: pytest.TempPathFactory
) -> None:
    execute(bob.app, "UPDATE users SET role = 'admin' WHERE email = :email", email=ANN)
    file = tmp_path_factory.mktemp("update") / "people.csv"
    file.write_text(f"email,role,groups,disabled\n{bob.email},admin,wiki,yes\n")
    assert flask(bob.app, "users", "import", str(file), "--update").exit_code == 0
    told = " ".join(letters(bob)[-3:])
    for what in ("made you an administrator", "disabled your account", "into the group wiki"):
        assert what in told
    assert f"made {bob.email} an administrator" in letters(enrolled)[-1]
    assert {each.email: each.version for each in rows(bob.app, User)} == {ANN: 1, bob.email: 2}
