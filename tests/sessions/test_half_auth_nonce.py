"""Promise: a half-finished login ends by its first success, by five wrong codes, by logout, by a
newer login that carried it, by a security change, and after five minutes (R31)."""

from pathlib import Path

import pytest

from app.config import Settings
from app.core.limits import Window
from app.sessions.models import LoginChallenge
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import execute, rows

DEAD = (401, "twofa_session_expired")


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    # An account's own count must not be what refuses here: this is about the marker alone.
    return settings_for(backend, tmp_path, code_limits=(Window(1000, 900),))


@pytest.fixture
def half(enrolled: Person) -> Person:
    """A browser with a right password behind it and the code to come."""
    return enrolled.other_browser().half()


def replay(half: Person, marker: str | None) -> tuple[int, str | None]:
    """Send the right code with an older marker."""
    thief = half.other_browser()
    thief.use_cookie("second_lock_twofa_token", str(marker))
    thief.clock.next_step()
    answer = thief.verify()
    return answer.status_code, answer.json.get("code")


def test_success_spends_it(half: Person) -> None:
    marker = half.cookie("second_lock_twofa_token")
    assert half.verify().status_code == 200
    assert half.cookie("second_lock_twofa_token") is None
    assert replay(half, marker) == DEAD


def test_five_wrong_codes_spend_it(half: Person) -> None:
    left = [half.verify(half.wrong_code()).json["attemptsLeft"] for _ in range(5)]
    assert left == [4, 3, 2, 1, 0]
    assert replay(half, half.cookie("second_lock_twofa_token")) == DEAD


def test_four_wrong_codes_do_not(half: Person) -> None:
    for _ in range(4):
        half.verify(half.wrong_code())
    assert half.verify().status_code == 200


def test_logout_spends_it(half: Person) -> None:
    marker = half.cookie("second_lock_twofa_token")
    half.post("logout")
    assert replay(half, marker) == DEAD


def test_a_newer_login_that_carried_it_spends_it(half: Person) -> None:
    marker = half.cookie("second_lock_twofa_token")
    assert half.half().cookie("second_lock_twofa_token") != marker
    assert replay(half, marker) == DEAD
    assert half.verify().status_code == 200


def test_a_login_as_somebody_else_that_carried_it_spends_it(half: Person, bob: Person) -> None:
    marker = half.cookie("second_lock_twofa_token")
    bob.use_cookie("second_lock_twofa_token", str(marker))
    assert bob.log_in().status_code == 200
    assert replay(half, marker) == DEAD


def test_a_newer_login_of_another_browser_leaves_it(half: Person) -> None:
    half.other_browser().half()
    assert half.verify().status_code == 200


def test_a_failed_login_that_carried_it_leaves_it(half: Person) -> None:
    half.post("login", {"email": half.email, "password": "wrong horse battery"})
    assert half.verify().status_code == 200


def test_a_rise_of_the_token_version_spends_it(half: Person) -> None:
    execute(half.app, "UPDATE users SET token_version = token_version + 1")
    assert half.get("2fa/pending").status_code == half.post("2fa/extend").status_code == 401
    assert replay(half, half.cookie("second_lock_twofa_token")) == DEAD


def test_a_security_change_in_another_browser_spends_it(enrolled: Person, half: Person) -> None:
    assert enrolled.post("2fa/disable", {"code": enrolled.backup_codes[0]}).status_code == 200
    assert replay(half, half.cookie("second_lock_twofa_token")) == DEAD
    assert rows(half.app, LoginChallenge) == []


def test_disabling_the_account_spends_it(half: Person) -> None:
    execute(half.app, "UPDATE users SET disabled_at = created_at")
    assert replay(half, half.cookie("second_lock_twofa_token")) == DEAD


def test_r28_it_lives_five_minutes(half: Person) -> None:
    half.clock.move(seconds=299)
    assert half.get("2fa/pending").json["expiresIn"] == 1
    half.clock.move(seconds=1)
    for answer in (half.verify(), half.get("2fa/pending"), half.post("2fa/extend")):
        assert (answer.status_code, answer.json["code"]) == DEAD


def test_the_row_holds_a_hash_and_no_marker(half: Person) -> None:
    [row] = rows(half.app, LoginChallenge)
    assert row.nonce_hash not in half.held_cookie("second_lock_twofa_token")
    assert len(row.nonce_hash) == 64
