"""Promise: a password is changed by whoever knows it and, with two factors, has both; everything
else that was signed in ends (R46, R61)."""

import pytest

from app.sessions.models import AuthSession, LoginChallenge, TrustedDevice
from tests.accounts.links import NEW, change, subjects, trust
from tests.person import Person
from tests.rows import dump, events, rows


def test_the_new_password_signs_in_and_the_old_one_does_not(ann: Person) -> None:
    answer = change(ann.sign_in())
    assert (answer.status_code, set(answer.json)) == (200, {"message"})
    stranger = ann.other_browser()
    assert stranger.log_in().status_code == 401
    stranger.password = NEW
    assert stranger.log_in().status_code == 200


def test_r46_the_session_goes_on_under_a_new_id_and_all_others_end(ann: Person) -> None:
    other = ann.other_browser().sign_in()
    [before] = [
        each["id"] for each in ann.sign_in().get("sessions").json["sessions"] if each["current"]
    ]
    old_cookie = ann.cookie("second_lock_session")
    assert change(ann).status_code == 200
    assert not other.is_signed_in()
    [now] = ann.get("sessions").json["sessions"]
    assert now["current"] is True
    assert now["id"] != before
    thief = ann.other_browser()
    thief.use_cookie("second_lock_session", str(old_cookie))
    assert not thief.is_signed_in()


def test_r61_half_logins_and_trusted_devices_end(enrolled: Person) -> None:
    trust(enrolled)
    half = enrolled.other_browser().half()
    assert change(enrolled).status_code == 200
    assert half.verify().json["code"] == "twofa_session_expired"
    assert (rows(enrolled.app, LoginChallenge), rows(enrolled.app, TrustedDevice)) == ([], [])
    assert len(rows(enrolled.app, AuthSession)) == 1


def test_r46_a_wrong_current_password_is_refused_counted_and_kept(ann: Person) -> None:
    ann.sign_in()
    for _ in range(10):
        answer = change(ann, currentPassword="a wrong password")
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_password")
    assert change(ann).json["code"] == "too_many_attempts"
    assert len(events(ann.app, "account.password_refused")) == 10
    assert {each.outcome for each in events(ann.app, "account.password_refused")} == {"failure"}
    ann.clock.move(seconds=900)
    assert change(ann).status_code == 200


def test_r46_with_two_factors_a_fresh_second_factor_is_needed(enrolled: Person) -> None:
    enrolled.clock.move(seconds=301)
    answer = change(enrolled)
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
    assert answer.json["methods"] == ["totp", "backup_code"]
    assert enrolled.reauth(code=enrolled.code()).status_code == 200
    assert change(enrolled).status_code == 200


def test_without_two_factors_the_current_password_is_enough(ann: Person) -> None:
    ann.sign_in().clock.move(seconds=3600)
    assert change(ann).status_code == 200


def test_it_needs_a_session(ann: Person) -> None:
    answer = change(ann)
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")


def test_the_present_password_is_no_new_one(ann: Person) -> None:
    answer = change(ann.sign_in(), ann.password)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert "current password" in answer.json["fields"]["newPassword"][0]


@pytest.mark.parametrize("weak", ["elevenchars", "password123456", "secondlock2026", "x" * 1025])
def test_r36_r39_a_weak_password_is_refused_with_the_reason(ann: Person, weak: str) -> None:
    answer = change(ann.sign_in(), weak)
    assert (answer.status_code, list(answer.json["fields"])) == (400, ["newPassword"])
    assert change(ann).status_code == 200


def test_it_tells_the_owner_and_the_history(ann: Person) -> None:
    change(ann.sign_in())
    ann.clock.move(seconds=1)
    assert "Your password was changed" in subjects(ann, ann.email)
    assert len(events(ann.app, "account.password_changed")) == 1
    assert NEW not in dump(ann.app)


def test_whoever_must_enrol_first_changes_nothing(ann: Person) -> None:
    ann.app.test_cli_runner().invoke(args=["policy", "set", "everyone"])
    ann.log_in()
    answer = change(ann)
    assert (answer.status_code, answer.json["code"]) == (403, "two_factor_setup_required")
