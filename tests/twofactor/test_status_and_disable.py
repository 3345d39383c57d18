"""Promise: the owner sees how the second factor stands, and only its holder turns it off."""

from pathlib import Path

import pytest

from app.config import Settings
from app.factors.models import BackupCodeHash, TotpSecret
from tests.conftest import Backend, settings_for
from tests.person import Person, mails
from tests.rows import rows


def test_status_before_and_after(ann: Person) -> None:
    assert ann.sign_in().get("2fa/status").json == {
        "enabled": False,
        "required": False,
        "level": "optional",
        "methods": [],
        "authenticators": [],
        "backupCodesRemaining": 0,
        "enabledAt": None,
    }
    ann.enable()
    [row] = rows(ann.app, TotpSecret)
    assert ann.get("2fa/status").json == {
        "enabled": True,
        "required": False,
        "level": "optional",
        "methods": ["totp", "backup_code"],
        "authenticators": [
            {
                "id": row.id,
                "kind": "totp",
                "name": "Authenticator app",
                "createdAt": "2026-11-21T12:00:00+00:00",
                "lastUsedAt": None,
            }
        ],
        "backupCodesRemaining": 10,
        "enabledAt": "2026-11-21T12:00:00+00:00",
    }


def test_status_needs_a_session(enrolled: Person) -> None:
    assert enrolled.other_browser().half().get("2fa/status").status_code == 401


@pytest.mark.parametrize("field", ["code", "token"])
def test_a_code_turns_it_off(enrolled: Person, field: str) -> None:
    enrolled.clock.move(seconds=600)
    assert enrolled.post("2fa/disable", {field: enrolled.code()}).status_code == 200
    assert enrolled.get("2fa/status").json["enabled"] is False
    assert enrolled.other_browser().log_in().json["user"]["twoFactorEnabled"] is False
    assert "turned off" in str([m["Subject"] for m in mails(enrolled.app, enrolled.clock.now())])


def test_r23_turning_it_off_deletes_secret_and_backup_codes(enrolled: Person) -> None:
    enrolled.set_up(replace=True)
    assert enrolled.post("2fa/disable", {"code": enrolled.code()}).status_code == 200
    assert rows(enrolled.app, TotpSecret) == rows(enrolled.app, BackupCodeHash) == []


def test_a_fresh_step_up_turns_it_off(enrolled: Person) -> None:
    enrolled.clock.move(seconds=600)
    enrolled.reauth(code=enrolled.backup_codes[0])
    assert enrolled.post("2fa/disable", {}).status_code == 200


def test_r15_without_code_and_step_up_it_stays_on(enrolled: Person) -> None:
    enrolled.clock.move(seconds=300)
    for path in ("2fa/disable", "2fa/backup-codes"):
        for body in (dict[str, str](), None):
            answer = enrolled.post(path, body)
            assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
            assert answer.json["methods"] == ["totp", "backup_code"]
    assert enrolled.get("2fa/status").json["enabled"] is True
    assert enrolled.other_browser().half().verify(enrolled.backup_codes[0]).status_code == 200


def test_what_is_off_cannot_be_turned_off(ann: Person) -> None:
    ann.sign_in()
    for path in ("2fa/disable", "2fa/backup-codes"):
        for body in ({}, {"code": "123456"}):
            answer = ann.post(path, body)
            assert (answer.status_code, answer.json["code"]) == (409, "conflict")


def test_it_refuses_two_codes_and_the_password(enrolled: Person) -> None:
    for body in ({"code": "1", "token": "1"}, {"password": enrolled.password}, {"code": None}):
        answer = enrolled.post("2fa/disable", body)
        assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    assert enrolled.get("2fa/status").json["enabled"] is True


def test_r61_the_session_that_did_it_goes_on_alone_under_a_new_id(enrolled: Person) -> None:
    other = enrolled.other_browser().sign_in()
    half = enrolled.other_browser().half()
    old = enrolled.cookie("second_lock_session")
    assert enrolled.post("2fa/disable", {"code": enrolled.code()}).status_code == 200
    assert enrolled.is_signed_in()
    assert not other.is_signed_in()
    assert half.verify(enrolled.code(steps=1)).json["code"] == "twofa_session_expired"
    thief = enrolled.other_browser()
    thief.use_cookie("second_lock_session", str(old))
    assert not thief.is_signed_in()


def test_r61_enabling_ends_every_other_session_and_its_step_up(ann: Person) -> None:
    other = ann.sign_in().other_browser().sign_in()
    ann.enable()
    assert ann.is_signed_in()
    assert other.post("2fa/setup", {"replace": True}).status_code == 401


def test_r61_new_backup_codes_end_no_session(enrolled: Person) -> None:
    other = enrolled.other_browser().sign_in()
    half = enrolled.other_browser().half()
    cookie = enrolled.cookie("second_lock_session")
    assert enrolled.post("2fa/backup-codes", {}).status_code == 200
    assert enrolled.cookie("second_lock_session") == cookie
    assert other.is_signed_in()
    assert half.verify().status_code == 200


class TestWherePolicyForcesIt:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(backend, tmp_path, two_factor_policy="everyone")

    def test_it_stays_on_and_spends_no_code(self, enrolled: Person) -> None:
        code = enrolled.code()
        for body in ({"code": code}, {}):
            answer = enrolled.post("2fa/disable", body)
            assert (answer.status_code, answer.json["code"]) == (403, "two_factor_required")
        assert enrolled.get("2fa/status").json["required"] is True
        assert enrolled.other_browser().half().verify(code).status_code == 200
