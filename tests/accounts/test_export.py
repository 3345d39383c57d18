"""Promise: everybody may take along all that is kept about him, and nothing in it opens anything
(R16)."""

import json
from typing import Any

import pytest

from app.accounts.models import MailToken
from app.factors.models import BackupCodeHash, TotpSecret
from app.invitations.models import Invitation
from app.mail.models import OutboxMail
from app.recovery.models import RecoveryAddress, StopLink
from app.sessions.models import AuthSession, KnownBrowser, LoginChallenge, TrustedDevice
from app.users.models import User
from tests.accounts.links import trust
from tests.invitations.house import mailed, shown
from tests.passkeys.owning import add_passkey
from tests.person import Person
from tests.rows import events, execute, rows

SECRETS: tuple[tuple[type[Any], str], ...] = (
    (User, "password_hash"),
    (AuthSession, "token_hash"),
    (AuthSession, "id"),
    (KnownBrowser, "token_hash"),
    (TrustedDevice, "token_hash"),
    (LoginChallenge, "nonce_hash"),
    (TotpSecret, "sealed"),
    (BackupCodeHash, "digest"),
    (MailToken, "token_hash"),
    (Invitation, "token_hash"),
    (OutboxMail, "sealed"),
    (StopLink, "token_hash"),
    (RecoveryAddress, "token_hash"),
)


@pytest.fixture
def rich(enrolled: Person) -> Person:
    """Somebody about whom every table knows something."""
    add_passkey(enrolled)
    trust(enrolled)
    enrolled.call("PUT", "recovery-address", {"email": "second@example.com"})
    enrolled.other_browser().half().post("recovery", {})
    enrolled.other_browser().half().verify(enrolled.wrong_code())
    enrolled.post("2fa/setup", {"replace": True})
    mailed(enrolled.app, enrolled)
    shown(enrolled.app)
    made_by_them = "UPDATE invitations SET inviter_id = (SELECT id FROM users) WHERE email IS NULL"
    execute(enrolled.app, made_by_them)
    enrolled.post("password/forgot", {"email": enrolled.email})
    return enrolled


def test_it_holds_what_is_kept(rich: Person) -> None:
    answer = rich.get("me/export")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="second-lock.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json
    assert told["profile"]["email"] == rich.email
    assert {name: len(told[name]) for name in told if isinstance(told[name], list)} == {
        "sessions": 1,
        "trustedDevices": 1,
        "knownBrowsers": 1,
        "signInsBegun": 2,
        "authenticators": 2,
        "passkeys": 1,
        "backupCodes": 10,
        "mailedLinks": 1,
        "invitations": 1,
        "invitationsMade": 1,
        "recoveries": 1,
        "recoveryAddresses": 1,
        "formerAddresses": 0,
        "waitingMails": len(told["waitingMails"]),
        "countedTries": len(told["countedTries"]),
        "events": len([each for each in events(rich.app) if each.subject_id]),
    }
    assert [each["name"] for each in told["passkeys"]] == ["Old phone"]
    assert told["profile"]["passkeyHandle"]
    assert "reset_password" in [mail["kind"] for mail in told["waitingMails"]]
    assert "code" in [each["of"] for each in told["countedTries"]]
    assert told["events"][0]["type"] == "account.exported"


def test_r16_no_secret_hash_or_token_is_in_it(rich: Person) -> None:
    text = rich.get("me/export").get_data(as_text=True)
    checked = 0
    for model, column in SECRETS:
        for row in rows(rich.app, model):
            assert getattr(row, column) not in text, (model, column)
            checked += 1
    assert checked >= 20
    cookies = [
        rich.held_cookie(name) for name in ("second_lock_session", "second_lock_known_browser")
    ]
    assert not any(word in text for word in [rich.secret, rich.password, *rich.backup_codes])
    assert not any(word in text for word in cookies)


def test_every_time_in_it_is_rfc_3339(rich: Person) -> None:
    told = rich.get("me/export").json
    assert told["sessions"][0]["createdAt"].startswith("2026-11-21T12:")
    assert told["events"][-1]["at"] == "2026-11-21T12:00:00+00:00"
    assert "GMT" not in json.dumps(told)


def test_r68_it_holds_nothing_of_somebody_else(rich: Person, bob: Person) -> None:
    told = bob.sign_in().get("me/export").json
    assert rich.email not in json.dumps(told)
    assert (told["authenticators"], told["backupCodes"], told["mailedLinks"]) == ([], [], [])
    assert (told["invitations"], told["invitationsMade"]) == ([], [])


def test_r15_it_needs_a_fresh_step_up_and_is_in_the_history(ann: Person) -> None:
    assert ann.get("me/export").json["code"] == "not_signed_in"
    ann.sign_in().clock.move(seconds=301)
    answer = ann.get("me/export")
    assert (answer.status_code, answer.json["code"]) == (403, "reauth_required")
    assert events(ann.app, "account.exported") == []
    ann.reauth(password=ann.password)
    assert ann.get("me/export").status_code == 200
    assert len(events(ann.app, "account.exported")) == 1
