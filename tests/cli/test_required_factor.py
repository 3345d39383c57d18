"""Promise: whom an operator makes enrol does nothing else, on any surface, before a factor is on,
whatever the policy says."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result

from app.users.models import User
from tests.person import Person, mails
from tests.program import Program
from tests.rows import rows


def run(person: Person, *arguments: str, typed: str = "") -> Result:
    return person.app.test_cli_runner().invoke(args=list(arguments), input=typed)


def require(person: Person, *more: str) -> Any:
    result = run(person, "2fa", "require", person.email, "--json", *more)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_the_next_sign_in_leads_to_enrolment_and_nowhere_else(ann: Person) -> None:
    ann.sign_in()
    assert require(ann) == {"email": ann.email, "mustEnrol": True}
    assert not ann.is_signed_in()
    assert ann.log_in().json["requires2FASetup"] is True
    assert ann.get("2fa/status").json["required"] is True
    assert ann.get("sessions").json["code"] == "two_factor_setup_required"
    assert ann.enable().get("sessions").status_code == 200


def test_a_program_must_enrol_too(ann: Person) -> None:
    require(ann)
    program = Program(ann).sign_in()
    assert program.get("sessions").json["code"] == "two_factor_setup_required"


def test_the_mark_goes_when_a_factor_is_on(ann: Person) -> None:
    require(ann)
    ann.sign_in().enable()
    assert rows(ann.app, User)[0].must_enrol_at is None
    assert ann.post("2fa/disable", {"code": ann.code()}).status_code == 200
    assert ann.get("sessions").status_code == 200


def test_the_mark_holds_through_a_new_password_and_a_policy(ann: Person) -> None:
    require(ann)
    run(ann, "policy", "set", "optional")
    run(ann, "users", "sign-out", ann.email)
    assert ann.log_in().json["requires2FASetup"] is True
    shown = json.loads(run(ann, "users", "show", ann.email, "--json").stdout)
    assert shown["mustEnrol"] is True


def test_a_factor_that_is_on_goes_and_is_asked_for_again(enrolled: Person) -> None:
    assert run(enrolled, "2fa", "require", enrolled.email, typed="n\n").exit_code == 1
    assert enrolled.is_signed_in()
    require(enrolled, "--yes")
    assert not enrolled.is_signed_in()
    assert enrolled.log_in().json["requires2FASetup"] is True
    subjects = [mail["Subject"] for mail in mails(enrolled.app, enrolled.clock.now())]
    assert "Two-factor authentication was reset by an operator" in subjects


def test_a_reset_asks_for_a_new_factor_too(enrolled: Person) -> None:
    run(enrolled, "2fa", "reset", enrolled.email, "--yes")
    assert enrolled.log_in().json["requires2FASetup"] is True


def test_who_must_enrol_already_is_one_line(ann: Person) -> None:
    require(ann)
    again = run(ann, "2fa", "require", ann.email)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "already" in again.stderr


def test_an_imported_factor_takes_the_mark_away(ann: Person, tmp_path: Path) -> None:
    require(ann)
    file = tmp_path / "apps.csv"
    file.write_text(f"email,secret\n{ann.email},KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB\n")
    assert run(ann, "2fa", "import", str(file)).exit_code == 0
    assert rows(ann.app, User)[0].must_enrol_at is None


def test_the_doctor_counts_who_must_enrol(ann: Person) -> None:
    require(ann)
    told = run(ann, "doctor", "--json").stdout
    assert "1 must use two factors and have not set them up" in told
