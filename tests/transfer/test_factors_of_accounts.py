"""Promise: `2fa import` gives second factors to the accounts that are there, names those that are
missing, and says of nobody what is not so."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.extensions import db
from app.factors.models import TotpSecret
from app.users.models import User
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import execute, rows
from tests.transfer.moving import FIXTURES, KEYS, flask, write
from tests.transfer.test_exporting import OTHER_KEYS, export, move

SECRET = "KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB"
PHRASE = "a passphrase of the tests\n"


@pytest.fixture
def elsewhere(sqlite_backend: Backend, tmp_path: Path, clock: FrozenClock) -> Iterator[Flask]:
    """Another instance, empty, with keys of its own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    app = create_app(settings_for(sqlite_backend, folder, **OTHER_KEYS), clock)
    yield app
    with app.app_context():
        db.engine.dispose()


def take_in(app: Flask, file: str | Path, *more: str) -> tuple[int, dict[str, Any]]:
    arguments = ("2fa", "import", str(file), "--json", "--passphrase-stdin", *more)
    result = flask(app, *arguments, typed=PHRASE)
    return result.exit_code, dict(json.loads(result.stdout))


def make(app: Flask, email: str) -> None:
    arguments = ("users", "create", "--email", email, "--password-stdin")
    assert flask(app, *arguments, typed="correct horse battery\n").exit_code == 0


def test_accounts_with_a_password_are_not_said_to_lack_one(ann: Person, tmp_path: Path) -> None:
    file = write(tmp_path, "x.csv", "email,secret", f"{ann.email},{SECRET}")
    assert take_in(ann.app, file, "--dry-run")[1]["withoutPassword"] == 0
    said = flask(ann.app, "2fa", "import", file).stdout
    assert "1 imported" in said
    assert "password" not in said
    assert [each.version for each in rows(ann.app, User)] == [2], "a page of before is stale (A10)"


def test_accounts_without_a_password_are_counted(app: Flask, tmp_path: Path) -> None:
    bare = write(tmp_path, "bare.csv", "email", "ann@example.com")
    assert flask(app, "users", "import", bare).exit_code == 0
    file = write(tmp_path, "x.csv", "email,secret", f"ann@example.com,{SECRET}")
    assert take_in(app, file)[1]["withoutPassword"] == 1


def test_a_password_of_the_file_is_no_matter_of_second_factors(ann: Person, tmp_path: Path) -> None:
    head = "email;secret;password_hash"
    file = write(tmp_path, "x.csv", head, f"{ann.email};{SECRET};$1$unknown")
    status, told = take_in(ann.app, file)
    assert (status, told["imported"], told["failed"]) == (0, 1, 0)
    assert ann.other_browser().log_in().json["requires2FA"] is True


def test_a_missing_account_is_named_and_holds_nobody_back(
    enrolled: Person, bob: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    bob.sign_in().enable()
    assert export(enrolled.app, tmp_path / "sealed", "2fa")["exported"] == 2
    make(elsewhere, enrolled.email)
    status, told = take_in(elsewhere, tmp_path / "sealed")
    assert (status, told["imported"], told["heldBack"], told["failed"]) == (1, 1, 0, 0)
    assert told["withoutAccount"] == [bob.email]
    said = flask(elsewhere, "2fa", "import", str(tmp_path / "sealed"), typed=PHRASE).stdout
    assert f"1 have no account here and were left out: {bob.email}." in said


def test_people_without_an_authenticator_in_the_file_hold_nobody_back(
    ann: Person, bob: Person, tmp_path: Path
) -> None:
    file = write(tmp_path, "x.csv", "email,secret", f"{ann.email},{SECRET}", f"{bob.email},")
    status, told = take_in(ann.app, file)
    assert (status, told["imported"], told["withoutFactor"]) == (0, 1, [bob.email])
    assert len(rows(ann.app, TotpSecret)) == 1


def test_backup_codes_arrive_also_where_the_account_has_another_id(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    export(enrolled.app, tmp_path / "sealed", "2fa")
    make(elsewhere, enrolled.email)
    [here], [there] = rows(enrolled.app, User), rows(elsewhere, User)
    assert here.id != there.id
    assert take_in(elsewhere, tmp_path / "sealed")[1]["lostBackupCodes"] == 0
    moved = move(enrolled, elsewhere)
    code = moved.backup_codes[0]
    assert moved.half().verify(code).status_code == 200
    assert moved.half().verify(code).json["code"] == "code_already_used"
    assert moved.half().verify("0000-0000-0000-0000").json["code"] == "invalid_code"


def test_backup_codes_move_on_from_there(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    export(enrolled.app, tmp_path / "sealed", "2fa")
    make(elsewhere, enrolled.email)
    take_in(elsewhere, tmp_path / "sealed")
    export(elsewhere, tmp_path / "again", "2fa")
    flask(elsewhere, "users", "delete", enrolled.email, "--yes")
    make(elsewhere, enrolled.email)
    assert take_in(elsewhere, tmp_path / "again")[1]["lostBackupCodes"] == 0
    assert move(enrolled, elsewhere).half().verify(enrolled.backup_codes[1]).status_code == 200


def test_new_codes_replace_those_that_moved_in(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    export(enrolled.app, tmp_path / "sealed", "2fa")
    make(elsewhere, enrolled.email)
    take_in(elsewhere, tmp_path / "sealed")
    moved, old = move(enrolled, elsewhere), enrolled.backup_codes
    assert moved.half().verify(old[0]).status_code == 200
    moved.clock.move(seconds=60)
    fresh = moved.post("2fa/backup-codes", {"code": old[1]}).json["backupCodes"]
    assert moved.half().verify(old[2]).json["code"] == "invalid_code"
    assert moved.half().verify(fresh[0]).status_code == 200


def test_codes_that_another_account_still_has_stay_with_it(
    enrolled: Person, tmp_path: Path
) -> None:
    export(enrolled.app, tmp_path / "sealed", "2fa")
    execute(enrolled.app, "UPDATE users SET email = 'moved@example.com'")
    make(enrolled.app, enrolled.email)
    status, told = take_in(enrolled.app, tmp_path / "sealed")
    assert (status, told["imported"], told["lostBackupCodes"]) == (0, 1, 1)


def test_another_programs_file_brings_its_factors_to_some(app: Flask, tmp_path: Path) -> None:
    make(app, "kim@keycloak.example")
    file = FIXTURES / "keycloak.json"
    status, told = take_in(app, file, *KEYS.get(file.name, ()))
    assert (status, told["imported"], told["failed"]) == (1, 1, 0)
    assert "lou@keycloak.example" in told["withoutAccount"]
