"""Promise: an access token opens every signed-in call while its session lives, in the header only,
and no call takes cookie and token together."""

import pytest

from app.core.errors import InvalidBearer
from tests.person import Person
from tests.program import Program
from tests.rows import execute


def refused(program: Program) -> bool:
    answer = program.get("me")
    assert answer.status_code == 401, answer.json
    assert answer.json["code"] == InvalidBearer.code
    assert answer.headers["WWW-Authenticate"].endswith('error="invalid_token"')
    return True


def test_it_opens_the_signed_in_calls(ann: Person) -> None:
    program = Program(ann).sign_in()
    assert program.get("me").json["user"]["email"] == ann.email
    [session] = program.get("sessions").json["sessions"]
    assert (session["kind"], session["current"], session["methods"]) == (
        "token",
        True,
        ["password"],
    )


def test_it_dies_after_a_quarter_of_an_hour(ann: Person) -> None:
    program = Program(ann).sign_in()
    ann.clock.move(seconds=899)
    assert program.is_signed_in()
    ann.clock.move(seconds=1)
    assert refused(program)


def test_r62_it_dies_with_its_session_at_the_next_call(ann: Person) -> None:
    program, browser = Program(ann).sign_in(), ann.sign_in()
    assert program.post("logout", {}).status_code == 200
    assert refused(program)
    assert browser.is_signed_in()


def test_r68_a_browser_ends_the_session_of_a_program(ann: Person) -> None:
    program, browser = Program(ann).sign_in(), ann.sign_in()
    [other] = [s for s in browser.get("sessions").json["sessions"] if not s["current"]]
    assert browser.call("DELETE", f"sessions/{other['id']}").status_code == 200
    assert refused(program)


@pytest.mark.parametrize("where", ["?access_token={}", "?token={}", "?authorization=Bearer {}"])
def test_r69_it_counts_for_nothing_in_the_url(ann: Person, where: str) -> None:
    program = Program(ann).sign_in()
    answer = ann.browser.get(f"/api/auth/me{where.format(program.access)}")
    assert answer.status_code == 401


@pytest.mark.parametrize("scheme", ["Basic", "Token", "", "Bearer,", "Bearer Bearer"])
def test_another_scheme_carries_no_token(ann: Person, scheme: str) -> None:
    token = Program(ann).sign_in().access
    sent = {"Authorization": f"{scheme} {token}"}
    assert ann.browser.get("/api/auth/me", headers=sent).status_code == 401


def test_the_password_box_of_a_proxy_in_front_leaves_the_session_alone(ann: Person) -> None:
    ann.sign_in()
    sent = {"Authorization": "Basic YW5uOnNlY3JldA=="}
    assert ann.get("me", headers=sent).json["user"]["email"] == ann.email
    assert ann.post("logout", {}, headers=sent).status_code == 200
    assert not ann.is_signed_in()


def test_a_bearer_beats_the_cookie(ann: Person, bob: Person) -> None:
    token = Program(bob).sign_in().access
    ann.sign_in()
    sent = {"Authorization": f"Bearer {token}"}
    assert ann.get("me", headers=sent).json["user"]["email"] == bob.email
    sent = {"Authorization": "Bearer nonsense"}
    assert ann.get("me", headers=sent).status_code == 401
    assert ann.is_signed_in()


def test_r30_no_other_token_stands_in_for_it(ann: Person) -> None:
    program = Program(ann).sign_in()
    ann.sign_in()
    cookies = [
        ann.held_cookie(name) for name in ("second_lock_session", "second_lock_known_browser")
    ]
    others = [program.refresh_token, *cookies]
    for program.access in others:
        assert refused(program)
    for own in ann.get("sessions").json["sessions"]:
        program.access = own["id"]
        assert refused(program)


def test_r30_an_access_token_is_no_session_cookie(ann: Person) -> None:
    program = Program(ann).sign_in()
    for token in (program.access, program.refresh_token):
        thief = ann.other_browser()
        thief.use_cookie("second_lock_session", token)
        assert not thief.is_signed_in()


def test_r71_each_changed_character_makes_it_nothing(ann: Person) -> None:
    program = Program(ann).sign_in()
    token = program.access
    for place in range(0, len(token) - 1, 7):
        program.access = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert refused(program)


def test_r63_a_session_at_rest_ends_for_programs_too(ann: Person) -> None:
    program = Program(ann).sign_in()
    execute(ann.app, "UPDATE sessions SET last_seen_at = '2001-01-01 00:00:00+00:00'")
    assert refused(program)


def test_step_up_leaves_a_program_its_tokens(enrolled: Person) -> None:
    program = Program(enrolled).sign_in()
    enrolled.clock.move(seconds=360)
    assert program.post("2fa/setup", {"replace": True}).json["code"] == "reauth_required"
    assert program.post("reauth", {"code": enrolled.code()}).status_code == 200
    assert program.post("2fa/setup", {"replace": True}).status_code == 200
    assert program.refresh().status_code == 200
