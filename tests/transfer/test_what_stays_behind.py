"""Promise: a second factor that cannot move in is counted, and its owner named; nothing stays
behind in silence."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.users.models import User
from tests.rows import rows
from tests.transfer.moving import flask, move_in

USER = {"username": "ann", "email": "ann@example.com", "first_name": "", "last_name": "",
        "is_superuser": False, "is_active": True, "password": "!"}  # fmt: skip


def put(folder: Path, content: Any) -> str:
    file = folder / "file.json"
    file.write_text(json.dumps(content))
    return str(file)


def told_of(app: Flask, file: str, *more: str) -> dict[str, Any]:
    result = flask(app, "users", "import", file, "--json", *more)
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def realm(*kinds: str) -> dict[str, Any]:
    credentials = [{"type": kind, "secretData": "{}", "credentialData": "{}"} for kind in kinds]
    return {"users": [{"email": "ann@example.com", "enabled": True, "credentials": credentials}]}


def dump(*others: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    rest = [{"model": model, "pk": 1, "fields": {"user": 1, **about}} for model, about in others]
    return [{"model": "auth.user", "pk": 1, "fields": USER}, *rest]


CASES = {
    "Keycloak, second factor": (realm("webauthn"), "passkeys"),
    "Keycloak, without a password": (realm("webauthn-passwordless"), "passkeys"),
    "Keycloak, recovery": (realm("recovery-authn-codes"), "recovery codes"),
    "Keycloak, another": (realm("x509"), "credentials of another kind"),
    "Django, WebAuthn": (dump(("otp_webauthn.webauthncredential", {})), "passkeys"),
    "Django, allauth": (dump(("mfa.authenticator", {"type": "webauthn"})), "passkeys"),
    "Django, mail": (dump(("otp_email.emaildevice", {})), "second factors of another kind"),
    "Django, codes alone": (
        [
            *dump(("otp_static.staticdevice", {"confirmed": True})),
            {
                "model": "otp_static.statictoken",
                "pk": 1,
                "fields": {"device": 1, "token": "abcd2345"},
            },
        ],
        "backup codes",
    ),
    "Flask-Security": (
        [{"email": "ann@example.com", "active": True, "tf_primary_method": "sms"}],
        "codes by SMS",
    ),
    "JSON Lines": ({"email": "ann@example.com", "backup_codes": ["abcd2345"]}, "backup codes"),
}


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
@pytest.mark.parametrize("name", CASES)
def test_what_does_not_arrive_is_named_with_its_owner(
    app: Flask, tmp_path: Path, name: str, dry: tuple[str, ...]
) -> None:
    content, what = CASES[name]
    file = put(tmp_path, content)
    assert told_of(app, file, *dry)["leftBehind"] == {what: ["ann@example.com"]}


def test_the_operator_reads_it_in_words(app: Flask, tmp_path: Path) -> None:
    result = flask(app, "users", "import", put(tmp_path, realm("webauthn", "webauthn")))
    assert "1 arrive without their passkeys: ann@example.com." in result.stdout


def test_a_password_of_earlier_times_is_nothing_that_stays_behind(
    app: Flask, tmp_path: Path
) -> None:
    assert told_of(app, put(tmp_path, realm("password-history")))["leftBehind"] == {}


@pytest.mark.parametrize("name", ["users.csv", "users.jsonl", "django.json", "keycloak.json"])
def test_where_all_arrives_nothing_is_named(app: Flask, name: str) -> None:
    kept = move_in(app, name)["leftBehind"]
    assert kept == ({"recovery codes": ["kim@keycloak.example"]} if kept else {})


def test_a_dump_with_another_user_model_is_refused_with_its_models(
    app: Flask, tmp_path: Path
) -> None:
    rows_of = [{"model": "accounts.member", "pk": 1, "fields": USER}]
    result = flask(app, "users", "import", put(tmp_path, rows_of))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the dump has no row of auth.user; it has rows of: accounts.member." in result.stderr
    assert rows(app, User) == []


def test_a_realm_of_machines_alone_holds_no_account(app: Flask, tmp_path: Path) -> None:
    users = [{"username": "service-account-x", "serviceAccountClientId": "x"}]
    result = flask(app, "users", "import", put(tmp_path, {"users": users}))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the file holds no account" in result.stderr
