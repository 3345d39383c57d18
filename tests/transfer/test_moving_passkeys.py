"""Promise: an export brings passkeys and all authenticators with their names and ledgers."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.factors.models import Passkey, TotpSecret
from app.transfer import second_lock
from tests import oath
from tests.passkeys.owning import add_passkey, log_in_by
from tests.person import Person
from tests.rows import execute, rows
from tests.transfer.moving import flask
from tests.transfer.test_exporting import PHRASE, elsewhere, export, move, take_in
from tests.twofactor.apps import add_app

__all__ = ["elsewhere"]
# They are new where the rows arrive, or of the place they left.
_LEFT_OUT = {"id", "user_id", "session_id", "sealed", "origin", "last_step", "expires_at"}


@pytest.fixture
def rich(enrolled: Person) -> Person:
    """Somebody with two authenticators."""
    add_app(enrolled, "Tablet")
    return enrolled


def kept(app: Flask, model: type[Any]) -> list[dict[str, Any]]:
    """The columns that an export keeps, in the order of age."""
    names = [each.key for each in model.__table__.columns if each.key not in _LEFT_OUT]
    found = [{name: getattr(row, name) for name in names} for row in rows(app, model)]
    return sorted(found, key=lambda row: (row["created_at"], row["name"]))


def opened(file: Path) -> list[dict[str, Any]]:
    text = second_lock.open_file(file.read_text(), PHRASE)
    return [json.loads(line) for line in text.splitlines()]


def sealed(file: Path, lines: list[dict[str, Any]]) -> Path:
    text = "".join(f"{json.dumps(line)}\n" for line in lines)
    file.write_text(second_lock.seal(text, PHRASE))
    return file


def test_passkeys_and_all_authenticators_arrive_with_names_and_ledgers(
    rich: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    device = add_passkey(rich, name="Old phone", aaguid="ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4")
    assert log_in_by(device, rich.other_browser(), counter=7).status_code == 200
    execute(rich.app, "UPDATE totp_secrets SET ahead_from = 9, ahead_to = 12 WHERE name = 'Tablet'")
    export(rich.app, tmp_path / "all.sealed")
    told = take_in(elsewhere, tmp_path / "all.sealed")
    assert (told["withSecondFactor"], told["passkeysOfAnotherHost"]) == (1, 0)
    for model, many in ((Passkey, 1), (TotpSecret, 2)):
        assert len(kept(rich.app, model)) == many
        assert kept(elsewhere, model) == kept(rich.app, model)
    assert [each.name for each in rows(elsewhere, Passkey)] == ["Old phone"]


def test_a_passkey_signs_in_where_it_arrived_and_its_counter_goes_on(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    device = add_passkey(enrolled, be=False, bs=False)
    assert log_in_by(device, enrolled.other_browser(), be=False, bs=False, counter=7).is_json
    export(enrolled.app, tmp_path / "all.sealed")
    take_in(elsewhere, tmp_path / "all.sealed")
    moved = move(enrolled, elsewhere)
    lower = log_in_by(device, moved, be=False, bs=False, counter=7)
    assert lower.json["code"] == "invalid_passkey"
    assert log_in_by(device, moved, be=False, bs=False, counter=8).status_code == 200


def test_each_authenticator_spends_its_own_steps_where_it_arrived(
    rich: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    export(rich.app, tmp_path / "all.sealed")
    first, second = (
        each["secret"] for each in opened(tmp_path / "all.sealed")[1]["authenticators"]
    )
    take_in(elsewhere, tmp_path / "all.sealed")
    moved = move(rich, elsewhere)
    for secret in (first, second):
        code = oath.code(secret, rich.clock.now())
        assert moved.half().verify(code).json["code"] == "code_already_used"
        assert moved.half().verify(oath.code(secret, rich.clock.now(), steps=1)).status_code == 200


def test_an_account_with_passkeys_alone_has_a_second_factor_where_it_arrives(
    ann: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    device = add_passkey(ann.sign_in())
    export(ann.app, tmp_path / "all.sealed")
    told = take_in(elsewhere, tmp_path / "all.sealed")
    assert (told["withSecondFactor"], told["lostBackupCodes"]) == (1, 0)
    moved = move(ann, elsewhere)
    answer = moved.log_in().json
    assert (answer["requires2FA"], answer["methods"]) == (True, ["passkey", "backup_code"])
    assert moved.verify(ann.backup_codes[0]).status_code == 200
    assert log_in_by(device, move(ann, elsewhere)).status_code == 200


def test_second_factors_alone_bring_passkeys_to_an_account_that_is_there(
    ann: Person, tmp_path: Path
) -> None:
    device = add_passkey(ann.sign_in())
    assert export(ann.app, tmp_path / "f.sealed", "2fa")["exported"] == 1
    flask(ann.app, "2fa", "reset", ann.email, "--yes")
    assert rows(ann.app, Passkey) == []
    assert take_in(ann.app, tmp_path / "f.sealed", "2fa")["withSecondFactor"] == 1
    assert log_in_by(device, ann.other_browser()).status_code == 200


def test_p11_passkeys_of_another_host_arrive_and_are_counted(
    ann: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    add_passkey(ann.sign_in())
    execute(ann.app, "UPDATE passkeys SET rp_id = 'old.example'")
    export(ann.app, tmp_path / "all.sealed")
    told = take_in(elsewhere, tmp_path / "all.sealed")
    assert (told["withSecondFactor"], told["passkeysOfAnotherHost"]) == (1, 1)
    assert [each.rp_id for each in rows(elsewhere, Passkey)] == ["old.example"]


def test_an_export_of_before_still_imports(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    export(enrolled.app, tmp_path / "all.sealed")
    head, line = opened(tmp_path / "all.sealed")
    assert head == {"secondLockExport": 3, "policies": []}
    newer = ("name", "created", "used", "ahead")
    app = {name: value for name, value in line["authenticators"][0].items() if name not in newer}
    before = {**line, "totp": app}
    for name in ("authenticators", "passkeys", "handle"):
        del before[name]
    sealed(tmp_path / "before.sealed", [{"secondLockExport": 1}, before])
    assert take_in(elsewhere, tmp_path / "before.sealed")["withSecondFactor"] == 1
    enrolled.clock.next_step()
    assert move(enrolled, elsewhere).half().verify().status_code == 200
