"""Promise: operators end and see a person's sign-ins, and change, verify and reset by commands; the
owner is told, and what the contract ends has ended."""

import json
from typing import Any

import pytest
from click.testing import Result

from app.accounts.models import MailToken
from app.users.models import User
from tests.accounts.links import NEW, ask_change, newest_token, reset, reset_token, subjects, trust
from tests.person import Person, mails, text_of
from tests.rows import execute, rows

MOVED = "moved@example.com"


def run(person: Person, *arguments: str) -> Result:
    return person.app.test_cli_runner().invoke(args=["users", *arguments])


def as_json(person: Person, *arguments: str) -> Any:
    result = run(person, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def refusal(person: Person, *arguments: str) -> str:
    result = run(person, *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    return result.stderr


def test_all_that_a_person_is_signed_in_to_ends(enrolled: Person) -> None:
    half = enrolled.other_browser().half()
    assert as_json(enrolled, "sign-out", enrolled.email) == {"email": enrolled.email}
    assert not enrolled.is_signed_in()
    assert half.verify().status_code == 401
    told = text_of(mails(enrolled.app, enrolled.clock.now())[-1])
    assert "signed you out everywhere" in told
    assert enrolled.sign_in().is_signed_in()


def test_sessions_and_trusted_browsers_are_shown(enrolled: Person) -> None:
    trust(enrolled)
    told = as_json(enrolled, "sessions", enrolled.email)
    [session], [browser] = told["sessions"], told["trustedBrowsers"]
    assert (session["ip"], session["kind"]) == ("127.0.0.1", "cookie")
    assert session["createdAt"] == session["lastSeenAt"] == "2026-11-21T12:00:00+00:00"
    assert browser["ip"] == "operator"
    shown = run(enrolled, "sessions", enrolled.email).stdout
    assert "Trusted browsers:" in shown
    run(enrolled, "sign-out", enrolled.email)
    told = as_json(enrolled, "sessions", enrolled.email)
    assert (told["sessions"], told["trustedBrowsers"]) == ([], [])


def test_a_moved_account_signs_in_at_the_new_address_alone(enrolled: Person) -> None:
    former = enrolled.email
    assert as_json(enrolled, "set-email", former, "Moved@Example.com")["email"] == MOVED
    assert not enrolled.is_signed_in()
    assert enrolled.log_in().json["code"] == "invalid_credentials"
    [note] = [m for m in mails(enrolled.app, enrolled.clock.now()) if "was changed" in m["Subject"]]
    assert note["To"] == former
    assert "#token" not in text_of(note), "who holds a lost mailbox must not take the account back"
    enrolled.email = MOVED
    assert enrolled.sign_in().is_signed_in()


def test_no_link_that_was_mailed_before_a_move_opens_anything(ann: Person) -> None:
    token = reset_token(ann)
    ask_change(ann.sign_in(), "third@example.com")
    run(ann, "set-email", ann.email, MOVED)
    assert rows(ann.app, MailToken) == []
    assert reset(ann, token).json["code"] == "invalid_token"


def test_a_new_address_can_be_asked_to_prove_itself(ann: Person) -> None:
    assert as_json(ann, "set-email", ann.email, MOVED, "--unverified")["emailVerified"] is False
    ann.email = MOVED
    assert ann.log_in().json["code"] == "email_unverified"
    body = {"token": newest_token(ann, "Verify", to=MOVED), "password": NEW}
    assert ann.post("verify-email", body).status_code == 200
    ann.password = NEW
    assert ann.log_in().status_code == 200


def test_a_taken_or_the_same_address_is_one_line(ann: Person, bob: Person) -> None:
    assert "account of its own" in refusal(ann, "set-email", ann.email, bob.email)
    assert "already" in refusal(ann, "set-email", ann.email, "ANN@example.com")
    assert {each.email for each in rows(ann.app, User)} == {ann.email, bob.email}


def test_a_name_is_changed_and_a_wrong_one_refused(ann: Person) -> None:
    assert as_json(ann, "set-name", ann.email, " Ann Lee ")["name"] == "Ann Lee"
    assert ann.sign_in().get("me").json["user"]["name"] == "Ann Lee"
    for wrong in ("a\nb", "x" * 101):
        assert "printable" in refusal(ann, "set-name", ann.email, wrong)
    assert ann.is_signed_in()


def test_a_language_is_changed_and_told_in_it(ann: Person) -> None:
    assert as_json(ann, "set-locale", ann.email, "de")["locale"] == "de"
    assert as_json(ann, "show", ann.email)["locale"] == "de"
    assert "hat die Sprache Ihres Kontos geändert" in text_of(mails(ann.app, ann.clock.now())[-1])
    assert ann.sign_in().get("events").json["events"][1]["type"] == "account.locale_changed"
    assert run(ann, "set-locale", ann.email, "fr").exit_code == 2


def test_a_verified_account_signs_in_by_its_password(person: Person) -> None:
    person.post("register", {"email": person.email, "password": person.password})
    assert person.log_in().json["code"] == "email_unverified"
    assert as_json(person, "verify", person.email)["emailVerified"] is True
    assert person.log_in().status_code == 200
    assert "already" in refusal(person, "verify", person.email)


def test_a_new_link_verifies(person: Person) -> None:
    person.post("register", {"email": person.email, "password": person.password})
    before = newest_token(person, "Verify")
    assert as_json(person, "resend-verification", person.email) == {"email": person.email}
    fresh = newest_token(person, "Verify")
    assert person.post("verify-email", {"token": before}).json["code"] == "invalid_token"
    assert person.post("verify-email", {"token": fresh}).status_code == 200
    assert "already" in refusal(person, "resend-verification", person.email)


def test_a_link_sets_a_password_and_the_old_one_works_until_then(ann: Person) -> None:
    as_json(ann, "send-reset", ann.email)
    assert ann.log_in().status_code == 200
    assert reset(ann, newest_token(ann, "Set a new password")).status_code == 200
    ann.password = NEW
    assert ann.log_in().status_code == 200


def test_a_mail_of_an_operator_says_so(ann: Person) -> None:
    run(ann, "send-reset", ann.email)
    told = text_of(mails(ann.app, ann.clock.now())[-1])
    assert "An operator of Second Lock sends you a link" in told
    assert "Someone, hopefully you" not in told


@pytest.mark.parametrize("command", ["send-reset", "resend-verification"])
def test_a_disabled_account_gets_no_link(ann: Person, command: str) -> None:
    execute(ann.app, "UPDATE users SET email_verified_at = NULL")
    run(ann, "disable", ann.email)
    before = subjects(ann, ann.email)
    assert "disabled" in refusal(ann, command, ann.email)
    assert subjects(ann, ann.email) == before


def test_an_unknown_account_is_one_line(ann: Person) -> None:
    for command in ("sign-out", "sessions", "verify", "resend-verification", "send-reset"):
        assert "no account nobody@example.com" in refusal(ann, command, "nobody@example.com")
