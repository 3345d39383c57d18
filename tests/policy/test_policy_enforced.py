"""Promise: whoever must use two factors can do nothing but enrol until two factors are on, and an
operator's change of policy holds at the next request (R90)."""

import re
from pathlib import Path

import pytest

from app.config import Settings
from app.core.limits import Window
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.policies import levels, set_level
from tests.rows import events, execute

# What somebody who must enrol first may call: enrol, step up, read me and status, log out.
ENROLLING = {
    ("GET", "/api/auth/me"),
    ("GET", "/api/auth/2fa/status"),
    ("POST", "/api/auth/2fa/setup"),
    ("GET", "/api/auth/2fa/setup/qr.svg"),
    ("GET", "/api/auth/2fa/setup/qr.png"),
    ("POST", "/api/auth/2fa/enable"),
    ("GET", "/api/auth/passkeys"),
    ("POST", "/api/auth/passkeys"),
    ("POST", "/api/auth/passkeys/options"),
    ("POST", "/api/auth/reauth"),
    ("POST", "/api/auth/reauth/passkey/options"),
    ("POST", "/api/auth/logout"),
    ("POST", "/api/auth/logout-all"),
}
# What has nothing to do with a session.
OTHERS = re.compile(
    "/api/(openapi.json|docs.*|auth/(login|introspect|register|invitation|verify-email.*|password/(forgot|reset)|"
    "email/(confirm|undo)|recovery(/(stop|finish))?|token.*|passkey/.*|2fa/(verify-login|pending|extend|passkey/options)))"
)


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(backend, tmp_path, request_limits=(Window(100000, 60),))


def change(person: Person, policy: str) -> None:
    set_level(person.app, policy)


@pytest.fixture
def admin(ann: Person) -> Person:
    """An administrator with one factor, signed in."""
    execute(ann.app, "UPDATE users SET role = 'admin'")
    answer = ann.log_in()
    assert answer.json["requires2FASetup"] is True
    return ann


def test_r90_an_admin_without_two_factors_may_only_enrol(admin: Person) -> None:
    refused = 0
    for rule in admin.app.url_map.iter_rules():
        if not rule.rule.startswith("/api/auth/") or OTHERS.fullmatch(rule.rule):
            continue
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            if (method, rule.rule) not in ENROLLING:
                path = re.sub("<.*?>", "some-id", rule.rule)
                answer = admin.call(method, path, None if method == "GET" else {})
                assert (answer.status_code, answer.json["code"]) == (
                    403,
                    "two_factor_setup_required",
                ), (method, path)
                refused += 1
    assert refused >= 6


def test_what_enrolling_needs_is_open(admin: Person) -> None:
    assert admin.get("me").status_code == 200
    assert admin.get("2fa/status").json["required"] is True
    assert admin.reauth(password=admin.password).status_code == 200
    admin.set_up()
    assert admin.get("2fa/setup/qr.svg").status_code == 200
    assert admin.post("logout").status_code == 200


def test_after_enabling_the_same_browser_is_free(admin: Person) -> None:
    admin.enable()
    assert admin.get("sessions").status_code == 200
    assert admin.call("PATCH", "me", {"name": "Admin"}).status_code == 200
    answer = admin.other_browser().half().verify()
    assert "requires2FASetup" not in answer.json


@pytest.mark.parametrize(
    ("policy", "user_must", "admin_must"),
    [("optional", False, False), ("admins", False, True), ("everyone", True, True)],
)
def test_each_policy_asks_whom_it_names(
    ann: Person, bob: Person, policy: str, user_must: bool, admin_must: bool
) -> None:
    execute(ann.app, "UPDATE users SET role = 'admin' WHERE email = 'bob@example.com'")
    change(ann, policy)
    for person, must in ((ann, user_must), (bob, admin_must)):
        answer = person.log_in()
        assert answer.json.get("requires2FASetup", False) is must
        assert person.get("2fa/status").json["required"] is must
        assert person.get("sessions").status_code == (403 if must else 200)


def test_a_changed_policy_holds_for_sessions_that_are_open(ann: Person) -> None:
    ann.sign_in()
    assert ann.get("sessions").status_code == 200
    change(ann, "everyone")
    assert ann.get("sessions").json["code"] == "two_factor_setup_required"
    change(ann, "optional")
    assert ann.get("sessions").status_code == 200


def test_a_policy_that_is_dropped_lets_two_factors_be_turned_off(enrolled: Person) -> None:
    change(enrolled, "everyone")
    assert enrolled.post("2fa/disable", {}).json["code"] == "two_factor_required"
    change(enrolled, "admins")
    assert enrolled.post("2fa/disable", {}).status_code == 200


def test_the_setting_rules_until_an_operator_overrides_it(ann: Person) -> None:
    assert levels(ann.app) == {"everyone": "optional", "admin": "two_factor"}
    change(ann, "optional")
    assert levels(ann.app) == {"everyone": "optional"}
    change(ann, "everyone")
    assert levels(ann.app) == {"everyone": "two_factor"}
    noted = events(ann.app, "policy.changed")
    assert [each.detail["after"] for each in noted] == ["optional", "two_factor"]
