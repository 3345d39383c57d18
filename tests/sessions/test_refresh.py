"""Promise: a refresh token works once; a lost answer can be asked for again within ten seconds; a
copy ends the session and its owner hears of it."""

from collections import Counter
from functools import partial

import pytest

from app.sessions.models import AuthSession
from tests.person import Person, mails
from tests.program import Program
from tests.racing import race
from tests.rows import dump, events, execute, rows


@pytest.fixture
def program(ann: Person) -> Program:
    return Program(ann).sign_in()


def refused(program: Program, token: str, code: str) -> bool:
    answer = program.refresh(token)
    assert (answer.status_code, answer.json["code"]) == (401, code)
    return True


def test_r64_it_gives_a_new_pair_and_is_spent(program: Program) -> None:
    first = program.refresh_token
    answer = program.refresh()
    assert set(answer.json) == {"accessToken", "refreshToken", "tokenType", "expiresIn"}
    assert answer.json["refreshToken"] != first
    assert program.keep(answer).is_signed_in()


def test_r65_a_lost_answer_can_be_asked_for_again(program: Program, ann: Person) -> None:
    lost = program.refresh()
    ann.clock.move(seconds=10)
    again = program.refresh()
    assert again.status_code == 200
    assert again.json["refreshToken"] == lost.json["refreshToken"]
    assert program.keep(again).refresh().status_code == 200


def test_r65_after_ten_seconds_the_one_before_is_a_copy(program: Program, ann: Person) -> None:
    first = program.refresh_token
    program.keep(program.refresh())
    ann.clock.move(seconds=11)
    assert refused(program, first, "refresh_reused")
    assert refused(program, program.refresh_token, "invalid_token")
    assert not program.is_signed_in()


def test_r65_once_the_successor_was_used_the_grace_is_over(program: Program) -> None:
    first = program.refresh_token
    program.keep(program.refresh())
    program.keep(program.refresh())
    assert refused(program, first, "refresh_reused")
    assert not program.is_signed_in()


def test_r64_reuse_ends_that_session_alone_and_the_owner_is_told(
    program: Program, ann: Person
) -> None:
    other = Program(ann).sign_in()
    first = program.refresh_token
    program.keep(program.refresh())
    ann.clock.move(seconds=60)
    assert refused(program, first, "refresh_reused")
    assert other.is_signed_in()
    assert len(rows(ann.app, AuthSession)) == 1
    [event] = events(ann.app, "session.refresh_reused")
    assert (event.outcome, event.detail) == ("failure", {"generation": 0})
    assert mails(ann.app, ann.clock.now())[-1]["Subject"] == "A session was ended for your safety"


@pytest.mark.parametrize("gap", [0, 30])
def test_r66_of_fifty_that_race_all_get_one_successor(
    program: Program, ann: Person, gap: int
) -> None:
    ann.clock.move(seconds=gap)
    answers = race([partial(program.refresh, program.refresh_token)] * 50)
    assert Counter(answer.status_code for answer in answers) == {200: 50}
    assert len({answer.json["refreshToken"] for answer in answers}) == 1
    [session] = rows(ann.app, AuthSession)
    assert session.generation == 1


def test_r67_generations_count_also_within_one_second(program: Program) -> None:
    first = program.refresh_token
    for _ in range(3):
        program.keep(program.refresh())
    assert refused(program, first, "refresh_reused")


def test_r67_logout_wins_over_a_refresh(program: Program) -> None:
    assert program.post("logout", {}).status_code == 200
    assert refused(program, program.refresh_token, "invalid_token")


def test_it_lives_seven_days(program: Program, ann: Person) -> None:
    for _ in range(3):
        ann.clock.move(seconds=7 * 86_400 - 1)
        program.keep(program.refresh())
    ann.clock.move(seconds=7 * 86_400)
    assert refused(program, program.refresh_token, "invalid_token")


def test_r63_no_refresh_prolongs_a_session_beyond_thirty_days(
    program: Program, ann: Person
) -> None:
    for _ in range(5):
        ann.clock.move(seconds=6 * 86_400 - 1)
        program.keep(program.refresh())
    ann.clock.move(seconds=10)
    assert refused(program, program.refresh_token, "invalid_token")


def test_a_disabled_account_refreshes_nothing(program: Program, ann: Person) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    assert refused(program, program.refresh_token, "invalid_token")


def test_what_is_no_refresh_token_is_refused(program: Program, ann: Person) -> None:
    sid, generation, mac = program.refresh_token.split(".")
    forged = [
        f"{sid}.1.{mac}",
        f"{sid}.{generation}.{mac[:-2]}",
        f"{sid}.{generation}",
        f"{sid}.-1.{mac}",
        f"{sid}.٠.{mac}",
        f".{generation}.{mac}",
        program.access,
        "nonsense",
    ]
    for token in forged:
        assert refused(program, token, "invalid_token")
    assert program.refresh().status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"refreshToken": ""}, {"refreshToken": None}, {"refreshToken": 1}]
)
def test_r78_a_missing_token_matches_nothing(program: Program, body: dict[str, object]) -> None:
    answer = program.post("token/refresh", body)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")


def test_r54_wrong_tokens_are_limited_by_address_and_right_ones_are_not(
    program: Program,
) -> None:
    for _ in range(60):
        assert refused(program, "nonsense", "invalid_token")
    answer = program.refresh("nonsense")
    assert (answer.status_code, answer.json["code"]) == (429, "too_many_requests")
    assert program.refresh().status_code == 200


def test_r58_nothing_in_the_database_is_a_token(program: Program, ann: Person) -> None:
    program.keep(program.refresh())
    kept = dump(ann.app)
    assert program.access not in kept
    assert program.refresh_token not in kept
    assert program.refresh_token.rpartition(".")[2] not in kept
