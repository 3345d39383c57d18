"""Promise: a passkey is registered after step-up alone, and as the first factor it turns two-factor
authentication on (P02, P07, P10)."""

from typing import Any

import pytest

from app.audit.events import Event
from app.factors.models import Passkey
from tests.accounts.links import subjects
from tests.factors import keys
from tests.passkeys.authenticator import Authenticator, decoded, encoded
from tests.person import Person
from tests.rows import events, rows


def test_p10_the_first_passkey_turns_two_factor_on_and_shows_codes_once(ann: Person) -> None:
    elsewhere = ann.other_browser().sign_in()
    ann.sign_in()
    answer = keys.post_key(ann, Authenticator(), name="My phone")
    assert answer.status_code == 201
    assert len(answer.json["backupCodes"]) == 10
    assert answer.json["passkey"]["name"] == "My phone"
    assert ann.is_signed_in()
    assert not elsewhere.is_signed_in()
    status = ann.get("2fa/status").json
    assert (status["enabled"], status["methods"]) == (True, ["passkey", "backup_code"])
    assert [each["kind"] for each in status["authenticators"]] == ["passkey"]
    assert [each.type for each in events(ann.app, Event.PASSKEY_ADDED)] == ["passkey.added"]
    assert any("was turned on" in each for each in subjects(ann, ann.email))
    assert ann.log_in().json["methods"] == ["passkey", "backup_code"]


def test_p10_a_further_passkey_ends_half_logins_alone_and_brings_no_codes(ann: Person) -> None:
    ann.enrol()
    elsewhere = ann.other_browser().sign_in()
    half = ann.other_browser().half()
    answer = keys.post_key(ann, Authenticator())
    assert answer.status_code == 201
    assert "backupCodes" not in answer.json
    assert elsewhere.is_signed_in()
    assert half.get("2fa/pending").status_code == 401
    assert ann.get("2fa/status").json["methods"] == ["passkey", "totp", "backup_code"]
    assert ann.get("2fa/status").json["backupCodesRemaining"] == 10


def test_p07_registration_needs_a_step_up_by_the_second_factor(ann: Person) -> None:
    ann.enrol()
    options = keys.asked(ann, "passkeys/options")
    credential = Authenticator().create(options, origin=keys.origin_of(ann))
    ann.clock.move(seconds=301)
    for path, body in (("passkeys/options", {}), ("passkeys", {"credential": credential})):
        answer = ann.post(path, body)
        assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
        assert answer.json["methods"] == ["totp", "backup_code"]
    assert rows(ann.app, Passkey) == []


def test_p07_the_options_exclude_every_key_and_name_the_account_by_random_bytes(
    ann: Person,
) -> None:
    ann.sign_in()
    first = keys.add_key(ann)
    options = keys.asked(ann, "passkeys/options")
    assert [each["id"] for each in options["excludeCredentials"]] == list(first.keys)
    handle = decoded(options["user"]["id"])
    assert len(handle) == 32
    assert handle == decoded(keys.asked(ann, "passkeys/options")["user"]["id"])
    assert options["attestation"] == "none"
    assert options["authenticatorSelection"] == {
        "residentKey": "preferred",
        "requireResidentKey": False,
        "userVerification": "preferred",
    }
    assert [each["alg"] for each in options["pubKeyCredParams"]] == [-8, -7, -257]


def test_p07_an_id_that_a_user_has_already_is_refused(ann: Person, bob: Person) -> None:
    ann.sign_in()
    bob.sign_in()
    taken = next(iter(keys.add_key(ann).keys))
    made = Authenticator().create(keys.asked(bob, "passkeys/options"), origin=keys.origin_of(bob))
    response = made["response"]
    data = decoded(response["attestationObject"])
    response["attestationObject"] = encoded(data.replace(decoded(made["id"]), decoded(taken)))
    copied = made | {"id": taken, "rawId": taken}
    answer = bob.post("passkeys", {"credential": copied})
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_passkey")
    assert bob.get("2fa/status").json["enabled"] is False


@pytest.mark.parametrize(
    "flags",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"type": "webauthn.get"},
        {"up": False},
        {"cross_origin": True},
        {"top_origin": "https://evil.example"},
        {"be": False, "bs": True},
        {"id_length": 1024},
    ],
    ids=str,
)
def test_p04_a_registration_that_differs_is_refused(ann: Person, flags: dict[str, Any]) -> None:
    ann.sign_in()
    answer = keys.post_key(ann, Authenticator(), **flags)
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_passkey")
    assert rows(ann.app, Passkey) == []


def test_p02_a_registration_works_once_and_within_five_minutes(ann: Person) -> None:
    ann.sign_in()
    device = Authenticator()
    options = keys.asked(ann, "passkeys/options")
    credential = device.create(options, origin=keys.origin_of(ann))
    ann.clock.move(seconds=301)
    ann.reauth(password=ann.password)
    assert ann.post("passkeys", {"credential": credential}).status_code == 400
    keys.add_key(ann)
    options = keys.asked(ann, "passkeys/options")
    again = Authenticator().create(options, origin=keys.origin_of(ann))
    assert ann.post("passkeys", {"credential": again}).status_code == 201
    assert ann.post("passkeys", {"credential": again}).json["code"] == "invalid_passkey"
    assert len(rows(ann.app, Passkey)) == 2


def test_p02_a_challenge_of_one_session_or_purpose_serves_no_other(ann: Person) -> None:
    twin = ann.other_browser().sign_in()
    ann.sign_in()
    device = Authenticator()
    foreign = device.create(keys.asked(twin, "passkeys/options"), origin=keys.origin_of(ann))
    assert ann.post("passkeys", {"credential": foreign}).json["code"] == "invalid_passkey"
    login = keys.asked(ann, "passkey/options")["challenge"]
    forged = device.create(
        keys.asked(ann, "passkeys/options"), origin=keys.origin_of(ann), challenge=login
    )
    assert ann.post("passkeys", {"credential": forged}).json["code"] == "invalid_passkey"
