"""Promise: a browser that asked to be remembered is not asked for a code at login for thirty days,
and its cookie opens nothing else (R70)."""

import pytest

from app.sessions.models import AuthSession, TrustedDevice
from tests.person import Person
from tests.rows import dump, events, rows


def remember(person: Person) -> Person:
    """Sign in with a code and ask to be remembered; then sign out."""
    answer = person.half().post("2fa/verify-login", {"code": person.code(), "rememberDevice": True})
    assert answer.status_code == 200, answer.json
    person.clock.next_step()
    person.post("logout", {})
    return person


@pytest.fixture
def trusting(enrolled: Person) -> Person:
    return remember(enrolled)


def test_the_password_alone_signs_in(trusting: Person) -> None:
    answer = trusting.log_in()
    assert answer.json["user"]["email"] == trusting.email
    [session] = trusting.get("sessions").json["sessions"]
    assert session["methods"] == ["password", "trusted_device"]
    [row] = rows(trusting.app, AuthSession)
    assert row.fresh_until is None


def test_nobody_is_remembered_who_did_not_ask(enrolled: Person) -> None:
    enrolled.post("logout", {})
    enrolled.sign_in().post("logout", {})
    assert enrolled.log_in().json["requires2FA"] is True
    assert rows(enrolled.app, TrustedDevice) == []


@pytest.mark.parametrize("wish", ["true", 1, None, "on"])
def test_the_wish_is_a_boolean(enrolled: Person, wish: object) -> None:
    enrolled.half()
    answer = enrolled.post("2fa/verify-login", {"code": enrolled.code(), "rememberDevice": wish})
    assert answer.json["fields"].keys() == {"rememberDevice"}


def test_a_wrong_password_is_still_wrong(trusting: Person) -> None:
    trusting.password = "a wrong one altogether"
    assert trusting.log_in().json["code"] == "invalid_credentials"


def test_r70_it_is_good_for_one_account_alone(trusting: Person, bob: Person) -> None:
    bob.sign_in().enable().post("logout", {})
    bob.use_cookie("second_lock_trusted_device", trusting.held_cookie("second_lock_trusted_device"))
    assert bob.log_in().json["requires2FA"] is True


def test_two_accounts_in_one_browser_are_both_remembered(trusting: Person, bob: Person) -> None:
    bob.browser = trusting.browser
    bob.sign_in().enable().post("logout", {})
    remember(bob)
    assert "user" in trusting.log_in().json
    trusting.post("logout", {})
    assert "user" in bob.log_in().json


def test_it_ends_after_thirty_days(trusting: Person) -> None:
    trusting.clock.move(seconds=30 * 86_400)
    assert trusting.log_in().json["requires2FA"] is True


def test_use_does_not_prolong_it(trusting: Person) -> None:
    trusting.clock.move(seconds=29 * 86_400)
    assert "user" in trusting.log_in().json
    trusting.post("logout", {})
    trusting.clock.move(seconds=86_400)
    assert trusting.log_in().json["requires2FA"] is True


def test_its_value_changes_at_each_use_and_the_old_one_is_dead(trusting: Person) -> None:
    before = trusting.held_cookie("second_lock_trusted_device")
    trusting.log_in()
    assert trusting.cookie("second_lock_trusted_device") != before
    thief = trusting.other_browser()
    thief.use_cookie("second_lock_trusted_device", before)
    assert thief.log_in().json["requires2FA"] is True


def test_a_value_that_somebody_planted_is_not_what_gets_trusted(enrolled: Person) -> None:
    enrolled.use_cookie("second_lock_trusted_device", "planted")
    remember(enrolled)
    thief = enrolled.other_browser()
    thief.use_cookie("second_lock_trusted_device", "planted")
    assert thief.log_in().json["requires2FA"] is True


def test_r15_it_is_no_step_up(trusting: Person) -> None:
    trusting.log_in()
    for call, body in (
        ("2fa/setup", {"replace": True}),
        ("2fa/disable", {}),
        ("2fa/backup-codes", {}),
    ):
        answer = trusting.post(call, body)
        assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
        assert answer.json["methods"] == ["totp", "backup_code"]
    assert trusting.reauth(password=trusting.password).status_code == 403
    assert trusting.reauth(code=trusting.code()).status_code == 200
    assert trusting.post("2fa/backup-codes", {}).status_code == 200


def test_r29_the_cookie_alone_opens_nothing(trusting: Person) -> None:
    assert not trusting.is_signed_in()
    assert trusting.get("2fa/pending").status_code == 401


def test_while_codes_are_locked_a_trusted_browser_gets_in(trusting: Person) -> None:
    thief = trusting.other_browser().half()
    for _ in range(5):
        thief.verify(trusting.wrong_code())
    assert "user" in trusting.log_in().json


def test_they_are_listed_with_the_present_one_marked(trusting: Person) -> None:
    other = remember(trusting.other_browser())
    trusting.log_in()
    devices = trusting.get("2fa/devices").json["devices"]
    assert [device["current"] for device in devices].count(True) == 1
    assert set(devices[0]) == {
        "id", "current", "createdAt", "lastUsedAt", "expiresAt", "ip", "userAgent", "device",
    }  # fmt: skip
    assert other.held_cookie("second_lock_trusted_device") not in str(devices)


def test_one_is_forgotten_and_the_others_stay(trusting: Person) -> None:
    other = remember(trusting.other_browser())
    trusting.log_in()
    [current] = [d for d in trusting.get("2fa/devices").json["devices"] if d["current"]]
    assert trusting.call("DELETE", f"2fa/devices/{current['id']}").status_code == 200
    trusting.post("logout", {})
    assert trusting.log_in().json["requires2FA"] is True
    assert "user" in other.log_in().json
    assert len(events(trusting.app, "device.forgotten")) == 1


def test_all_are_forgotten_at_once(trusting: Person) -> None:
    trusting.log_in()
    assert trusting.call("DELETE", "2fa/devices").status_code == 200
    assert rows(trusting.app, TrustedDevice) == []


def test_r68_another_users_device_does_not_exist(trusting: Person, bob: Person) -> None:
    [device] = rows(trusting.app, TrustedDevice)
    bob.sign_in()
    assert bob.get("2fa/devices").json == {"devices": []}
    assert bob.call("DELETE", f"2fa/devices/{device.id}").status_code == 404
    assert bob.call("DELETE", "2fa/devices").status_code == 200
    assert "user" in trusting.log_in().json


def test_r58_the_database_holds_no_value_of_a_cookie(trusting: Person) -> None:
    assert trusting.held_cookie("second_lock_trusted_device") not in dump(trusting.app)


def test_the_cookie_has_the_attributes_of_the_others(enrolled: Person) -> None:
    enrolled.half()
    answer = enrolled.post("2fa/verify-login", {"code": enrolled.code(), "rememberDevice": True})
    [cookie] = [
        c
        for c in answer.headers.getlist("Set-Cookie")
        if c.startswith("second_lock_trusted_device=")
    ]
    for attribute in ("HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"):
        assert attribute in cookie
