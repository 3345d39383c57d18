"""Promise: a passkey whose signed data shows its user's verification signs in alone, and nothing
less does (P01, P02, P03, P04, P05, P08, P09)."""

from typing import Any

import pytest

from app.audit.events import Event
from app.factors.models import Passkey, SpentChallenge
from tests.client import Answer
from tests.factors import keys
from tests.factors.keys import add_key, sign_in
from tests.passkeys.authenticator import Authenticator, encoded
from tests.person import Person
from tests.rows import events, execute, rows


@pytest.fixture
def device(ann: Person) -> Authenticator:
    """The authenticator of Ann, who is signed in at one browser."""
    return add_key(ann.sign_in())


def refused(answer: Answer) -> bool:
    return (answer.status_code, answer.json["code"]) == (400, "invalid_passkey")


def test_p01_a_verified_passkey_alone_is_both_factors(ann: Person, device: Authenticator) -> None:
    new = ann.other_browser()
    answer = sign_in(new, device)
    assert answer.status_code == 200
    assert answer.json["user"]["email"] == ann.email
    [session] = [each for each in new.get("sessions").json["sessions"] if each["current"]]
    assert session["methods"] == ["passkey"]
    assert new.post("passkeys/options", {}).status_code == 200, "it is a step-up too"
    assert events(ann.app, Event.LOGIN)[-1].detail == {"methods": ["passkey"]}


def test_p01_without_verification_in_the_signed_data_a_passkey_signs_nobody_in(
    ann: Person, device: Authenticator
) -> None:
    assert refused(sign_in(ann.other_browser(), device, uv=False))


@pytest.mark.parametrize(
    "flags",
    [
        {"origin": "http://localhost:1"},
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"type": "webauthn.create"},
        {"up": False},
        {"cross_origin": True},
        {"top_origin": "http://localhost:8000"},
        {"signature": b"\0" * 70},
        {"user_handle": None},
        {"user_handle": "AAAA"},
        {"be": False, "bs": False},
        {"be": False, "bs": True},
    ],
    ids=str,
)
def test_p04_p05_an_assertion_that_differs_is_refused(
    ann: Person, device: Authenticator, flags: dict[str, Any]
) -> None:
    new = ann.other_browser()
    assert refused(sign_in(new, device, **flags))
    assert not new.is_signed_in()
    assert sign_in(new, device).status_code == 200


def test_p02_a_login_works_once_and_within_five_minutes(ann: Person, device: Authenticator) -> None:
    new = ann.other_browser()
    body = {"credential": keys.signed(new, device, "passkey/options")}
    assert new.post("passkey/login", body).status_code == 200
    assert refused(ann.other_browser().post("passkey/login", body))
    late = {"credential": keys.signed(new, device, "passkey/options")}
    ann.clock.move(seconds=301)
    assert refused(new.post("passkey/login", late))


def test_p02_the_view_of_the_login_page_writes_no_row(ann: Person) -> None:
    keys.asked(ann.other_browser(), "passkey/options")
    assert rows(ann.app, SpentChallenge) == []


def test_p02_a_challenge_of_another_purpose_signs_nobody_in(
    ann: Person, device: Authenticator
) -> None:
    half = ann.other_browser().half()
    other = keys.asked(half, "2fa/passkey/options")["challenge"]
    assert refused(sign_in(ann.other_browser(), device, challenge=other))


def test_p03_a_handle_of_somebody_else_is_refused(
    ann: Person, bob: Person, device: Authenticator
) -> None:
    foreign = add_key(bob.sign_in())
    [handle] = [key.user_handle for key in foreign.keys.values()]
    assert refused(sign_in(ann.other_browser(), device, user_handle=encoded(handle)))


def test_p08_wrong_signatures_lock_the_owner_out_of_nothing(
    ann: Person, device: Authenticator
) -> None:
    stranger = ann.other_browser()
    for _ in range(8):
        assert refused(sign_in(stranger, device, signature=b"\0" * 70))
    assert ann.other_browser().half().get("2fa/pending").json["attemptsLeft"] == 5
    assert sign_in(ann.other_browser(), device).status_code == 200


def test_p09_options_are_the_same_for_everybody_but_the_challenge(
    ann: Person, bob: Person, device: Authenticator
) -> None:
    seen = []
    for person in (ann, bob, ann.other_browser()):
        options = keys.asked(person, "passkey/options")
        assert len(options.pop("challenge")) > 43
        seen.append(options)
    assert seen[0] == seen[1] == seen[2]
    assert "allowCredentials" not in seen[0]
    assert seen[0]["userVerification"] == "required"


def test_a_disabled_account_is_told_after_a_right_signature_alone(
    ann: Person, device: Authenticator
) -> None:
    execute(ann.app, "UPDATE users SET disabled_at = created_at")
    answer = sign_in(ann.other_browser(), device)
    assert (answer.status_code, answer.json["code"]) == (403, "account_disabled")
    assert refused(sign_in(ann.other_browser(), device, signature=b"\0" * 70))


def test_a_removed_passkey_is_dead_at_once(ann: Person, device: Authenticator) -> None:
    ann.clock.move(seconds=1)
    add_key(ann)
    [first, _] = ann.get("passkeys").json["passkeys"]
    waiting = ann.other_browser()
    body = {"credential": keys.signed(waiting, device, "passkey/options")}
    assert ann.call("DELETE", f"passkeys/{first['id']}").status_code == 200
    assert refused(waiting.post("passkey/login", body))
    assert len(rows(ann.app, Passkey)) == 1


def test_p11_a_passkey_of_another_host_is_listed_and_opens_nothing(
    ann: Person, device: Authenticator
) -> None:
    execute(ann.app, "UPDATE passkeys SET rp_id = 'old.example'")
    [listed] = ann.get("passkeys").json["passkeys"]
    assert (listed["madeFor"], listed["usableHere"]) == ("old.example", False)
    assert ann.get("2fa/status").json["methods"] == ["backup_code"]
    assert ann.other_browser().log_in().json["methods"] == ["backup_code"]
    assert refused(sign_in(ann.other_browser(), device))
    assert ann.post("reauth/passkey/options", {}).status_code == 409


def test_a_program_signs_in_by_a_passkey(ann: Person, device: Authenticator) -> None:
    program = ann.other_browser()
    body = {"credential": keys.signed(program, device, "passkey/options")}
    answer = program.post("token/passkey", body)
    assert answer.status_code == 200
    bearer = {"Authorization": f"Bearer {answer.json['accessToken']}"}
    assert program.get("me", headers=bearer).status_code == 200
    asked = program.post("token", {"email": ann.email, "password": ann.password}).json
    assert asked["methods"] == ["passkey", "backup_code"]
    token = {"twofaToken": asked["twofaToken"]}
    options = keys.asked(program, "token/passkey/options", token)
    passkey = device.get(options, origin=keys.origin_of(ann))
    answer = program.post("token/verify", token | {"passkey": passkey})
    assert answer.status_code == 200
    assert answer.json["user"]["email"] == ann.email
