"""Promise: where no check sum tells a wrong key from a right one, an operator is told so, and can
try one account before anything is written."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from app.users.models import User
from tests.clock import FrozenClock
from tests.person import PASSWORD
from tests.rows import rows
from tests.transfer.moving import FIXTURES, SECRETS, App, apps_of, flask, write

FILE = str(FIXTURES / "flask-security.json")
RIGHT = str(FIXTURES / "flask-security-keys.json")


@pytest.fixture
def known() -> App:
    """Somebody whose password and app the operator can ask for: himself."""
    return apps_of("flask-security.json")[0]


def check(app: Flask, keys: str, whom: str, *typed: str, what: str = "users") -> Result:
    arguments = ("import", FILE, "--source-keys", keys, "--check", whom)
    return flask(app, what, *arguments, typed="".join(f"{each}\n" for each in typed))


def wrong_keys(folder: Path, **changes: object) -> str:
    return write(folder, "wrong.json", json.dumps({**SECRETS, **changes}))


def other_secrets() -> dict[str, str]:
    return {tag: f"{key} of another" for tag, key in SECRETS["SECURITY_TOTP_SECRETS"].items()}


def test_the_right_keys_pass_and_the_import_goes_on(
    app: Flask, clock: FrozenClock, known: App
) -> None:
    result = check(app, RIGHT, known.email.upper(), PASSWORD, known.code(clock))
    assert result.exit_code == 0, result.output
    assert "imported" in result.stdout
    assert PASSWORD not in result.output
    assert "cannot be told" not in result.stderr


def test_a_wrong_key_of_apps_is_noticed_before_anything_is_written(
    app: Flask, clock: FrozenClock, known: App, tmp_path: Path
) -> None:
    keys = wrong_keys(tmp_path, SECURITY_TOTP_SECRETS=other_secrets())
    result = check(app, keys, known.email, PASSWORD, known.code(clock))
    assert result.exit_code == 1
    assert f"That is no code of {known.email}" in result.stderr
    assert rows(app, User) == []


def test_a_wrong_salt_is_noticed_before_anything_is_written(
    app: Flask, clock: FrozenClock, known: App, tmp_path: Path
) -> None:
    keys = wrong_keys(tmp_path, SECURITY_PASSWORD_SALT="another salt")
    result = check(app, keys, known.email, PASSWORD, known.code(clock))
    assert result.exit_code == 1
    assert "SECURITY_PASSWORD_SALT is not the right one" in result.stderr
    assert rows(app, User) == []


def test_somebody_who_is_not_in_the_file_cannot_be_tried(app: Flask) -> None:
    result = check(app, RIGHT, "nobody@example.com")
    assert result.exit_code == 1
    assert "The file holds no account nobody@example.com" in result.stderr


def test_second_factors_alone_ask_for_no_password(
    app: Flask, clock: FrozenClock, known: App
) -> None:
    result = check(app, RIGHT, known.email, "000 000", what="2fa")
    assert "That is no code" in result.stderr
    assert "password" not in result.stderr


def test_without_a_check_the_operator_is_told(app: Flask) -> None:
    result = flask(app, "users", "import", FILE, "--source-keys", RIGHT, "--dry-run")
    assert result.exit_code == 0
    assert "try one account by --check EMAIL" in result.stderr
    quiet = flask(app, "users", "import", str(FIXTURES / "django.json"), "--dry-run")
    assert quiet.stderr == ""
