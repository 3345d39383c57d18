"""Promise: a program signs in with tokens, by all the rules of the login, and gets no cookie."""

import pytest

from app.sessions.models import AuthSession
from tests.person import Person, mails
from tests.program import Program
from tests.rows import events, rows


def test_without_a_second_factor_the_password_gives_tokens(ann: Person) -> None:
    answer = Program(ann).ask()
    assert answer.status_code == 200
    assert set(answer.json) == {"accessToken", "refreshToken", "tokenType", "expiresIn", "user"}
    assert (answer.json["tokenType"], answer.json["expiresIn"]) == ("Bearer", 900)
    assert answer.json["user"]["email"] == ann.email


def test_with_two_factors_the_password_gives_a_question_alone(enrolled: Person) -> None:
    answer = Program(enrolled).ask()
    assert set(answer.json) == {"requires2FA", "twofaToken", "methods", "expiresIn"}
    assert answer.json["methods"] == ["totp", "backup_code"]
    assert len(rows(enrolled.app, AuthSession)) == 1


def test_a_code_finishes_the_sign_in_once(enrolled: Person) -> None:
    program = Program(enrolled)
    asked = program.ask().json["twofaToken"]
    answer = program.verify(asked)
    assert answer.status_code == 200
    assert program.keep(answer).is_signed_in()
    enrolled.clock.next_step()
    again = Program(enrolled).verify(asked)
    assert (again.status_code, again.json["code"]) == (401, "twofa_session_expired")


def test_a_backup_code_finishes_it_too_and_is_spent(enrolled: Person) -> None:
    program = Program(enrolled)
    code = enrolled.backup_codes[0]
    assert program.verify(program.ask().json["twofaToken"], code).status_code == 200
    again = program.verify(program.ask().json["twofaToken"], code)
    assert (again.status_code, again.json["code"]) == (400, "code_already_used")


def test_r02_a_code_that_a_browser_used_is_used_for_programs(enrolled: Person) -> None:
    code = enrolled.code()
    assert enrolled.other_browser().half().verify(code).status_code == 200
    program = Program(enrolled)
    answer = program.verify(program.ask().json["twofaToken"], code)
    assert answer.json["code"] == "code_already_used"


def test_r47_browsers_and_programs_share_one_count_of_wrong_codes(enrolled: Person) -> None:
    program = Program(enrolled)
    asked = program.ask().json["twofaToken"]
    for left in (4, 3, 2):
        answer = program.verify(asked, enrolled.wrong_code())
        assert (answer.status_code, answer.json["attemptsLeft"]) == (400, left)
    half = enrolled.other_browser().half()
    assert [half.verify(enrolled.wrong_code()).json["attemptsLeft"] for _ in range(2)] == [1, 0]
    locked = program.verify(asked)
    assert (locked.status_code, locked.json["code"]) == (429, "too_many_attempts")
    assert program.ask().json["retryAfter"] > 0


def test_r31_five_wrong_codes_end_the_half_finished_sign_in(enrolled: Person) -> None:
    program = Program(enrolled)
    asked = program.ask().json["twofaToken"]
    for _ in range(5):
        program.verify(asked, enrolled.wrong_code())
    enrolled.clock.move(seconds=960)
    assert program.verify(asked).json["code"] == "twofa_session_expired"


def test_wrong_passwords_are_counted_with_those_of_the_login(ann: Person) -> None:
    ann.password = "a wrong one altogether"
    program = Program(ann)
    assert {program.ask().json["code"] for _ in range(5)} == {"invalid_credentials"}
    assert {ann.log_in().json["code"] for _ in range(5)} == {"invalid_credentials"}
    assert program.ask().json["code"] == ann.log_in().json["code"] == "too_many_attempts"


def test_r30_the_two_half_finished_states_do_not_stand_in_for_each_other(enrolled: Person) -> None:
    program = Program(enrolled)
    twofa_token = program.ask().json["twofaToken"]
    thief = enrolled.other_browser()
    thief.use_cookie("second_lock_twofa_token", twofa_token)
    assert thief.get("2fa/pending").status_code == 401
    assert thief.verify().status_code == 401
    half = enrolled.other_browser().half()
    marker = half.held_cookie("second_lock_twofa_token")
    assert program.verify(marker).json["code"] == "twofa_session_expired"


@pytest.mark.parametrize("call", ["me", "sessions", "2fa/status", "events"])
def test_r29_a_twofa_token_is_no_access_token(enrolled: Person, call: str) -> None:
    program = Program(enrolled)
    program.access = program.ask().json["twofaToken"]
    answer = program.get(call)
    assert (answer.status_code, answer.json["code"]) == (401, "invalid_token")


def test_a_program_whose_account_must_enrol_is_told_so(ann: Person) -> None:
    ann.app.test_cli_runner().invoke(args=["policy", "set", "everyone"])
    program = Program(ann)
    answer = program.ask()
    assert answer.json["requires2FASetup"] is True
    program.keep(answer)
    assert program.get("me").status_code == 200
    assert program.get("sessions").json["code"] == "two_factor_setup_required"


def test_a_sign_in_from_an_unknown_program_is_mailed_once(ann: Person) -> None:
    ann.sign_in()
    before = len(mails(ann.app, ann.clock.now()))
    Program(ann).sign_in()
    Program(ann).sign_in()
    new = mails(ann.app, ann.clock.now())[before:]
    assert [mail["Subject"] for mail in new] == ["New sign-in to your account"]


def test_the_history_holds_the_sign_in(enrolled: Person) -> None:
    Program(enrolled).sign_in()
    assert events(enrolled.app, "login")[-1].detail == {"methods": ["password", "totp"]}
