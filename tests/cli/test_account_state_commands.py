"""Promise: an operator sees, disables, enables and deletes an account; what was signed in ends at
once, and the history tells of it."""

import json

from click.testing import Result

from app.factors.models import BackupCodeHash, TotpSecret
from app.lockout.counters import GUESSES
from app.lockout.models import AttemptKey, AttemptRow
from app.sessions.models import AuthSession, KnownBrowser, LoginChallenge
from app.users.models import User
from tests.person import Person
from tests.rows import events, rows


def run(person: Person, *arguments: str, typed: str = "") -> Result:
    return person.app.test_cli_runner().invoke(args=["users", *arguments], input=typed)


def check_failure(result: Result, words: str) -> None:
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == f"Error: {words}\n"


def test_show_tells_how_an_account_stands(enrolled: Person) -> None:
    for _ in range(5):
        enrolled.reauth(code=enrolled.wrong_code())
    shown = json.loads(run(enrolled, "show", enrolled.email, "--json").stdout)
    assert shown["email"] == enrolled.email
    assert shown["twoFactorEnabled"] is True
    assert (shown["sessions"], shown["codesLockedSeconds"]) == (1, 900)
    assert shown["disabledAt"] is None


def test_show_prints_a_line_a_fact_and_no_secret(enrolled: Person) -> None:
    lines = run(enrolled, "show", enrolled.email).stdout.splitlines()
    assert [line.split()[0] for line in lines][:3] == ["id", "email", "name"]
    told = " ".join(lines)
    assert not any(one in told for one in ("$2b$", enrolled.secret, enrolled.backup_codes[0]))


def test_r61_a_disabled_account_is_signed_out_everywhere(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    result = run(enrolled, "disable", enrolled.email)
    assert (result.exit_code, result.output) == (0, f"{enrolled.email} is disabled.\n")
    assert not enrolled.is_signed_in()
    assert half.verify().status_code == 401
    assert rows(enrolled.app, AuthSession) == rows(enrolled.app, LoginChallenge) == []
    refused = enrolled.log_in()
    assert (refused.status_code, refused.json["code"]) == (403, "account_disabled")
    [event] = events(enrolled.app, "account.disabled")
    assert (event.ip, event.subject_id) == ("operator", rows(enrolled.app, User)[0].id)


def test_an_enabled_account_signs_in_again_and_gets_nothing_back(enrolled: Person) -> None:
    run(enrolled, "disable", enrolled.email)
    result = run(enrolled, "enable", enrolled.email, "--json")
    assert json.loads(result.stdout) == {"email": enrolled.email, "disabled": False}
    assert not enrolled.is_signed_in()
    assert enrolled.sign_in().is_signed_in()
    assert len(events(enrolled.app, "account.enabled")) == 1


def test_what_is_so_already_is_one_line(ann: Person) -> None:
    check_failure(run(ann, "enable", ann.email), f"{ann.email} is not disabled.")
    run(ann, "disable", ann.email)
    check_failure(run(ann, "disable", ann.email), f"{ann.email} is disabled already.")
    assert len(events(ann.app, "account.disabled")) == 1


def test_a_deleted_account_and_what_hung_on_it_are_gone(enrolled: Person) -> None:
    enrolled.reauth(code=enrolled.wrong_code())
    result = run(enrolled, "delete", enrolled.email, "--yes")
    assert (result.exit_code, result.output) == (0, f"{enrolled.email} is deleted.\n")
    assert not enrolled.is_signed_in()
    for model in (User, AuthSession, KnownBrowser, TotpSecret, BackupCodeHash):
        assert rows(enrolled.app, model) == []
    guesses = {each.key for each in rows(enrolled.app, AttemptKey) if each.scope in GUESSES}
    assert [each for each in rows(enrolled.app, AttemptRow) if each.key in guesses] == []
    assert enrolled.log_in().json["code"] == "invalid_credentials"
    [event] = events(enrolled.app, "account.deleted")
    assert event.subject_id
    assert len(events(enrolled.app, "account.registered")) == 1


def test_a_deleted_address_can_register_anew_as_somebody_else(ann: Person) -> None:
    old = ann.sign_in().get("me").json["user"]["id"]
    run(ann, "delete", ann.email, "--yes")
    again = Person(ann.app, ann.clock, ann.email).register().sign_in()
    assert again.get("me").json["user"]["id"] != old


def test_delete_asks_first(ann: Person) -> None:
    refused = run(ann, "delete", ann.email, typed="n\n")
    assert refused.exit_code == 1
    assert len(rows(ann.app, User)) == 1
    assert run(ann, "delete", ann.email, typed="y\n").exit_code == 0
    assert rows(ann.app, User) == []


def test_the_question_leaves_the_json_alone(ann: Person) -> None:
    result = run(ann, "delete", ann.email, "--json", typed="y\n")
    assert json.loads(result.stdout) == {"email": ann.email, "deleted": True}


def test_others_are_left_alone(ann: Person, bob: Person) -> None:
    bob.sign_in()
    run(ann, "disable", ann.email)
    run(ann, "delete", ann.email, "--yes")
    assert bob.is_signed_in()


def test_an_unknown_account_is_one_line(person: Person) -> None:
    for command in ("show", "disable", "enable", "delete"):
        result = run(person, command, "nobody@example.com")
        check_failure(result, "There is no account nobody@example.com.")
