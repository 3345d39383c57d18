"""Promise: a passkey is a second step and a step-up, counts like a code, and no lock of codes stops
it (P01, P03, P05, P06, P08)."""

from typing import Any

import pytest

from app.audit.events import Event
from app.factors.models import Passkey
from tests.accounts.links import subjects
from tests.factors import keys
from tests.factors.keys import add_key, second_step, step_up
from tests.passkeys.authenticator import Authenticator
from tests.person import Person
from tests.rows import events, execute, rows

WRONG: dict[str, Any] = {"signature": b"\0" * 70}


@pytest.fixture
def device(ann: Person) -> Authenticator:
    """An authenticator of Ann, who has an app too and is signed in at one browser."""
    return add_key(ann.enrol())


def test_p01_after_the_password_user_presence_is_enough(ann: Person, device: Authenticator) -> None:
    new = ann.other_browser().half()
    assert new.get("2fa/pending").json["methods"] == ["passkey", "totp", "backup_code"]
    assert second_step(new, device, uv=False).status_code == 200
    [session] = [each for each in new.get("sessions").json["sessions"] if each["current"]]
    assert session["methods"] == ["password", "passkey"]


def test_p08_a_wrong_signature_counts_like_a_wrong_code(ann: Person, device: Authenticator) -> None:
    new = ann.other_browser().half()
    left = [second_step(new, device, **WRONG).json.get("attemptsLeft") for _ in range(4)]
    assert left == [4, 3, 2, 1]
    assert new.verify(ann.wrong_code()).json["attemptsLeft"] == 0
    again = ann.other_browser().half()
    assert again.verify(ann.code()).json["code"] == "too_many_attempts"
    assert any("guessed codes" in each for each in subjects(ann, ann.email))


def test_p08_a_lock_of_codes_stops_no_passkey_and_a_passkey_clears_no_lock(
    ann: Person, device: Authenticator
) -> None:
    new = ann.other_browser().half()
    for _ in range(5):
        new.verify(ann.wrong_code())
    assert second_step(ann.other_browser().half(), device).status_code == 200
    assert step_up(ann, device).status_code == 200
    locked = ann.other_browser().half().verify(ann.code())
    assert locked.json["code"] == "too_many_attempts"
    assert (
        second_step(ann.other_browser().half(), device, **WRONG).json["code"] == "invalid_passkey"
    )


def test_p03_a_key_of_somebody_else_is_refused(
    ann: Person, bob: Person, device: Authenticator
) -> None:
    foreign = add_key(bob.sign_in())
    half = ann.other_browser().half()
    options = keys.asked(half, "2fa/passkey/options") | {"allowCredentials": []}
    for handle in (None, ""):
        passkey = foreign.get(options, origin=keys.origin_of(ann), user_handle=handle)
        answer = half.post("2fa/verify-login", {"passkey": passkey})
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_passkey")
    options = keys.asked(ann, "reauth/passkey/options") | {"allowCredentials": []}
    passkey = foreign.get(options, origin=keys.origin_of(ann))
    assert ann.post("reauth", {"passkey": passkey}).json["code"] == "invalid_passkey"


def test_p02_a_challenge_of_one_half_login_serves_no_other(
    ann: Person, device: Authenticator
) -> None:
    one, other = ann.other_browser().half(), ann.other_browser().half()
    passkey = keys.signed(one, device, "2fa/passkey/options")
    assert other.post("2fa/verify-login", {"passkey": passkey}).json["code"] == "invalid_passkey"
    assert one.post("2fa/verify-login", {"passkey": passkey}).status_code == 200


def test_p06_a_counter_that_goes_back_is_refused_and_mailed_for_a_single_device_key(
    ann: Person,
) -> None:
    device = add_key(ann.enrol(), be=False, bs=False, counter=5)
    flags = {"be": False, "bs": False}
    assert second_step(ann.other_browser().half(), device, counter=7, **flags).status_code == 200
    for counter in (7, 6, 0):
        answer = second_step(ann.other_browser().half(), device, counter=counter, **flags)
        assert answer.json["code"] == "invalid_passkey"
    assert len(events(ann.app, Event.PASSKEY_COUNTER)) == 3
    assert len([each for each in subjects(ann, ann.email) if "copy" in each.lower()]) >= 1
    assert second_step(ann.other_browser().half(), device, counter=8, **flags).status_code == 200


def test_p06_a_counter_that_goes_back_is_noted_for_a_synced_key(
    ann: Person, device: Authenticator
) -> None:
    for counter in (0, 0, 9, 3):
        answer = second_step(ann.other_browser().half(), device, counter=counter)
        assert answer.status_code == 200
    assert len(events(ann.app, Event.PASSKEY_COUNTER)) == 1
    assert rows(ann.app, Passkey)[0].sign_count == 9


def test_p05_user_verification_is_noted_by_a_step_up_alone(ann: Person) -> None:
    device = add_key(ann.enrol(), uv=False)
    assert keys.sign_in(ann.other_browser(), device).status_code == 200
    assert second_step(ann.other_browser().half(), device).status_code == 200
    assert [each.uv_initialized for each in rows(ann.app, Passkey)] == [False]
    assert step_up(ann, device).status_code == 200
    assert [each.uv_initialized for each in rows(ann.app, Passkey)] == [True]


def test_p14_a_step_up_by_passkey_is_fresh_and_counts_as_second_factor(
    ann: Person, device: Authenticator
) -> None:
    ann.clock.move(seconds=301)
    assert ann.post("passkeys/options", {}).json["methods"] == ["passkey", "totp", "backup_code"]
    assert step_up(ann, device, uv=False).status_code == 200
    assert ann.post("passkeys/options", {}).status_code == 200
    assert events(ann.app, Event.REAUTHENTICATED)[-1].detail["method"] == "passkey"


def test_a_body_with_both_or_neither_is_refused_and_costs_nothing(
    ann: Person, device: Authenticator
) -> None:
    half = ann.other_browser().half()
    both = {"code": ann.code(), "passkey": {}}
    for body in (both, {}, {"passkey": "text"}, {"passkey": None}):
        assert half.post("2fa/verify-login", body).json["code"] == "invalid_request"
    assert half.get("2fa/pending").json["attemptsLeft"] == 5


def test_p10_the_last_factor_stays_where_the_policy_asks_for_one(ann: Person) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin'")
    device = add_key(ann.sign_in())
    [key] = ann.get("passkeys").json["passkeys"]
    answer = ann.call("DELETE", f"passkeys/{key['id']}")
    assert (answer.status_code, answer.json["code"]) == (403, "two_factor_required")
    assert second_step(ann.other_browser().half(), device).status_code == 200


def test_p10_removing_the_last_passkey_turns_two_factor_off(ann: Person) -> None:
    add_key(ann.sign_in())
    elsewhere = ann.other_browser()
    [key] = ann.get("passkeys").json["passkeys"]
    code = ann.backup_codes[0]
    assert elsewhere.half().verify(code).status_code == 200
    assert ann.call("DELETE", f"passkeys/{key['id']}").status_code == 200
    assert ann.is_signed_in()
    assert not elsewhere.is_signed_in()
    assert ann.get("2fa/status").json["enabled"] is False
    assert ann.get("2fa/status").json["backupCodesRemaining"] == 0
    assert ann.other_browser().log_in().json["message"] == "You are signed in."


def test_p10_a_passkey_of_somebody_else_can_be_neither_renamed_nor_removed(
    ann: Person, bob: Person, device: Authenticator
) -> None:
    add_key(bob.sign_in())
    [key] = ann.get("passkeys").json["passkeys"]
    assert bob.call("PATCH", f"passkeys/{key['id']}", {"name": "Mine"}).status_code == 404
    assert bob.call("DELETE", f"passkeys/{key['id']}").status_code == 404
    renamed = ann.call("PATCH", f"passkeys/{key['id']}", {"name": "Schlüssel"})
    assert renamed.json["passkey"]["name"] == "Schlüssel"
    assert ann.get("passkeys").json["passkeys"][0]["name"] == "Schlüssel"
