"""Promise: a half-finished login survives a reload and can be extended ten times, under a new
nonce each time, without forgetting wrong codes (WCAG 2.2.1, R84)."""

import pytest

from tests.person import Person


@pytest.fixture
def half(enrolled: Person) -> Person:
    return enrolled.other_browser().half()


def test_a_reload_finds_where_the_login_stands(half: Person) -> None:
    half.clock.move(seconds=60)
    half.verify(half.wrong_code())
    assert half.get("2fa/pending").json == {
        "email": half.email,
        "methods": ["totp", "backup_code"],
        "expiresIn": 240,
        "attemptsLeft": 4,
        "recovery": True,
    }


def test_without_a_marker_there_is_nothing_pending(ann: Person) -> None:
    for answer in (ann.get("2fa/pending"), ann.post("2fa/extend"), ann.verify("123456")):
        assert (answer.status_code, answer.json["code"]) == (401, "twofa_session_expired")


def test_extending_gives_the_full_time_under_a_new_nonce(half: Person) -> None:
    old = half.cookie("second_lock_twofa_token")
    half.clock.move(seconds=290)
    answer = half.post("2fa/extend")
    assert (answer.status_code, answer.json) == (200, {"expiresIn": 300})
    assert half.cookie("second_lock_twofa_token") != old
    half.clock.move(seconds=290)
    assert half.get("2fa/pending").json["expiresIn"] == 10
    assert half.verify().status_code == 200


def test_the_old_marker_is_dead_after_extending(half: Person) -> None:
    thief = half.other_browser()
    thief.use_cookie("second_lock_twofa_token", half.held_cookie("second_lock_twofa_token"))
    half.post("2fa/extend", {})
    for answer in (thief.verify(), thief.get("2fa/pending"), thief.post("2fa/extend")):
        assert (answer.status_code, answer.json["code"]) == (401, "twofa_session_expired")
    assert half.verify().status_code == 200


def test_it_extends_ten_times_and_then_no_more(half: Person) -> None:
    assert [half.post("2fa/extend").status_code for _ in range(10)] == [200] * 10
    answer = half.post("2fa/extend")
    assert (answer.status_code, answer.json["code"]) == (409, "extend_limit")
    assert half.verify().status_code == 200


def test_wrong_codes_stay_counted(half: Person) -> None:
    for _ in range(4):
        half.verify(half.wrong_code())
    half.post("2fa/extend")
    assert half.get("2fa/pending").json["attemptsLeft"] == 1
    assert half.verify(half.wrong_code()).json["attemptsLeft"] == 0
    assert half.post("2fa/extend").status_code == 401


def test_it_takes_no_body(half: Person) -> None:
    assert half.post("2fa/extend", {"seconds": 9999}).status_code == 400
    assert half.get("2fa/pending").json["expiresIn"] == 300
