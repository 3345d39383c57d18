"""Promise: under `phishing_resistant` no code finishes anything beside a passkey, and it costs
nobody a try; a code leads to a first passkey only where there is none (G07)."""

from collections.abc import Callable

import pytest

from app.lockout.models import AttemptRow
from app.sessions.models import AuthSession
from tests.client import Answer
from tests.factors import keys
from tests.passkeys.authenticator import Authenticator
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import PASSKEY, STOPPED, asked, code_of, wait
from tests.program import Program
from tests.rows import execute, rows
from tests.sessions.test_trusted_devices import remember

LEVEL = "phishing_resistant"


@pytest.fixture
def device(enrolled: Person) -> Authenticator:
    return keys.add_key(enrolled)


@pytest.fixture
def keyed(enrolled: Person, device: Authenticator) -> Person:
    """Somebody with an app, backup codes and a passkey, which `device` holds."""
    assert len(device.keys) == 1
    return enrolled


def _verify_login(keyed: Person, code: str) -> Answer:
    return keyed.other_browser().half().verify(code)


def _token_verify(keyed: Person, code: str) -> Answer:
    program = Program(keyed)
    return program.verify(program.ask().json["twofaToken"], code)


SURFACES: dict[str, Callable[[Person, str], Answer]] = {
    "verify-login": _verify_login,
    "token/verify": _token_verify,
    "reauth": lambda keyed, code: keyed.reauth(code=code),
    "backup-codes": lambda keyed, code: keyed.post("2fa/backup-codes", {"code": code}),
}


@pytest.mark.parametrize("surface", SURFACES)
def test_g07_no_code_finishes_anything_beside_a_passkey(keyed: Person, surface: str) -> None:
    set_level(keyed.app, LEVEL)
    before = len(rows(keyed.app, AttemptRow))
    kinds = (keyed.code(), keyed.wrong_code(), keyed.backup_codes[0], "000000", "nonsense")
    for code in kinds * 3:
        assert code_of(SURFACES[surface](keyed, code)) == PASSKEY
    assert len(rows(keyed.app, AttemptRow)) == before, "no try is charged"
    set_level(keyed.app, "two_factor")
    assert SURFACES[surface](keyed, keyed.code()).status_code == 200, "and no code was spent"


@pytest.mark.parametrize("surface", SURFACES)
def test_g07_a_lock_of_codes_changes_nothing_of_it(
    keyed: Person, device: Authenticator, surface: str
) -> None:
    for _ in range(5):
        keyed.reauth(code=keyed.wrong_code())
    assert keyed.reauth(code=keyed.code()).status_code == 429
    set_level(keyed.app, LEVEL)
    assert code_of(SURFACES[surface](keyed, keyed.code())) == PASSKEY
    assert keys.second_step(keyed.other_browser().half(), device).status_code == 200
    assert keys.step_up(keyed, device).status_code == 200


def test_g07_turning_it_off_is_refused_before_the_code_is_looked_at(keyed: Person) -> None:
    set_level(keyed.app, LEVEL)
    before = len(rows(keyed.app, AttemptRow))
    for code in (keyed.code(), keyed.wrong_code()):
        answer = keyed.post("2fa/disable", {"code": code})
        assert code_of(answer) == (403, "two_factor_required")
    assert len(rows(keyed.app, AttemptRow)) == before


def test_g07_methods_name_the_passkey_alone(keyed: Person) -> None:
    set_level(keyed.app, LEVEL)
    half = keyed.other_browser()
    assert half.log_in().json["methods"] == ["passkey"]
    assert half.get("2fa/pending").json["methods"] == ["passkey"]
    assert Program(keyed).ask().json["methods"] == ["passkey"]
    assert keyed.get("2fa/status").json["methods"] == ["passkey"]
    wait(keyed, 1)
    answer = keyed.post("passkeys/options", {})
    assert code_of(answer) == (403, "reauth_required")
    assert answer.json["methods"] == ["passkey"]


def test_g07_a_passkey_signs_in_alone_second_and_for_programs(
    keyed: Person, device: Authenticator
) -> None:
    set_level(keyed.app, LEVEL)
    alone, second, program = keyed.other_browser(), keyed.other_browser().half(), Program(keyed)
    assert keys.sign_in(alone, device).status_code == 200
    assert keys.second_step(second, device).status_code == 200
    token = program.ask().json["twofaToken"]
    options = keys.asked(keyed.other_browser(), "token/passkey/options", {"twofaToken": token})
    proof = {"passkey": device.get(options, origin=keys.origin_of(keyed))}
    assert program.post("token/verify", {"twofaToken": token, **proof}).status_code == 200
    for person in (alone, second):
        assert person.get("sessions").status_code == 200


def test_g07_a_trusted_browser_replaces_no_passkey(enrolled: Person) -> None:
    trusted = remember(enrolled)
    assert "requires2FA" not in trusted.log_in().json
    device = keys.add_key(trusted.other_browser().sign_in())
    set_level(trusted.app, LEVEL)
    answer = trusted.log_in()
    assert (answer.json["requires2FA"], answer.json["methods"]) == (True, ["passkey"])
    assert code_of(trusted.verify()) == PASSKEY
    assert keys.second_step(trusted, device).status_code == 200
    set_level(trusted.app, "two_factor")
    trusted.post("logout", {})
    assert "requires2FA" not in trusted.log_in().json, "the trust itself was not used up"


def test_g07_who_has_no_passkey_comes_by_a_code_to_register_one(enrolled: Person) -> None:
    set_level(enrolled.app, LEVEL)
    for code in (enrolled.code(), enrolled.backup_codes[0]):
        half = enrolled.other_browser().half()
        assert "passkey" not in half.get("2fa/pending").json["methods"]
        assert half.verify(code).json["requires2FASetup"] is True
        assert code_of(half.get("sessions")) == STOPPED
    device = keys.add_key(half)
    assert half.get("sessions").status_code == 200
    enrolled.clock.next_step()
    thief = enrolled.other_browser().half()
    assert code_of(thief.verify(enrolled.code())) == PASSKEY
    assert keys.sign_in(enrolled.other_browser(), device).status_code == 200


def test_g07_a_trusted_browser_leads_only_to_a_first_passkey_too(enrolled: Person) -> None:
    trusted = remember(enrolled)
    set_level(trusted.app, LEVEL)
    answer = trusted.log_in()
    assert answer.json["requires2FASetup"] is True
    assert code_of(trusted.get("sessions")) == STOPPED
    assert trusted.post("passkeys/options", {}).json["code"] == "reauth_required"


def test_g07_a_passkey_of_a_former_host_is_none(keyed: Person) -> None:
    execute(keyed.app, "UPDATE passkeys SET rp_id = 'former.example.com'")
    set_level(keyed.app, LEVEL)
    assert code_of(keyed.get("sessions")) == STOPPED
    half = keyed.other_browser()
    assert half.log_in().json["methods"] == ["totp", "backup_code"]
    assert half.verify().json["requires2FASetup"] is True
    keys.add_key(half)
    assert half.get("sessions").status_code == 200


def test_g07_the_last_passkey_of_use_stays(keyed: Person) -> None:
    set_level(keyed.app, LEVEL)
    own = [each["id"] for each in keyed.get("passkeys").json["passkeys"]]
    for key_id in own:
        answer = keyed.call("DELETE", f"passkeys/{key_id}")
        assert code_of(answer) == (403, "two_factor_required")
    keys.add_key(keyed)
    assert keyed.call("DELETE", f"passkeys/{own[0]}").status_code == 200
    [app] = [
        each for each in keyed.get("2fa/status").json["authenticators"] if each["kind"] == "totp"
    ]
    assert keyed.call("DELETE", f"2fa/authenticators/{app['id']}").status_code == 200


def test_g07_whoever_has_a_passkey_already_needs_no_days_of_grace(keyed: Person) -> None:
    set_level(keyed.app, LEVEL, grace=14)
    assert asked(keyed) == (False, None)
    assert code_of(_verify_login(keyed, keyed.code())) == PASSKEY
    [key] = keyed.get("passkeys").json["passkeys"]
    answer = keyed.call("DELETE", f"passkeys/{key['id']}")
    assert code_of(answer) == (403, "two_factor_required"), "or they would have 14 days anew"


def test_g07_whoever_was_told_a_date_keeps_codes_until_then(enrolled: Person) -> None:
    set_level(enrolled.app, LEVEL, grace=14)
    assert asked(enrolled)[0]
    device = keys.add_key(enrolled)
    assert _verify_login(enrolled, enrolled.code()).status_code == 200
    wait(enrolled, 14)
    assert code_of(_verify_login(enrolled, enrolled.code())) == PASSKEY
    assert keys.sign_in(enrolled.other_browser(), device).status_code == 200


def test_g07_a_session_from_before_goes_on_and_steps_up_by_the_passkey(
    keyed: Person, device: Authenticator
) -> None:
    set_level(keyed.app, LEVEL)
    assert keyed.get("sessions").status_code == 200
    assert len(rows(keyed.app, AuthSession)) == 1
    wait(keyed, 1)
    assert code_of(keyed.reauth(code=keyed.code())) == PASSKEY
    assert keys.step_up(keyed, device).status_code == 200
    assert keyed.post("2fa/backup-codes", {}).status_code == 200
