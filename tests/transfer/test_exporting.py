"""Promise: what `export` writes `import` reads, on the same instance or another, and without the
passphrase the file tells nothing."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.extensions import db
from app.transfer.second_lock import COST
from app.users.models import User
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.policies import levels
from tests.rows import events, execute, rows
from tests.transfer.moving import apps_of, flask, half, move_in

PHRASE = "a passphrase of the tests"
OTHER_KEYS = {
    "encryption_keys": {"k9": bytes(range(90, 122))},
    "password_pepper": {"p9": bytes(range(60, 92))},
}


def export(app: Flask, file: Path, what: str = "users") -> dict[str, object]:
    arguments = (what, "export", str(file), "--passphrase-stdin", "--json", "--yes")
    result = flask(app, *arguments, typed=f"{PHRASE}\n")
    assert result.exit_code == 0, (result.output, result.exception)
    return dict(json.loads(result.stdout))


def take_in(app: Flask, file: Path, what: str = "users") -> dict[str, object]:
    arguments = (what, "import", str(file), "--passphrase-stdin", "--json")
    result = flask(app, *arguments, typed=f"{PHRASE}\n")
    assert result.exit_code == 0, (result.output, result.exception)
    return dict(json.loads(result.stdout))


@pytest.fixture
def elsewhere(sqlite_backend: Backend, tmp_path: Path, clock: FrozenClock) -> Iterator[Flask]:
    """Another instance, empty, with keys of its own."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    settings: Settings = settings_for(sqlite_backend, folder, **OTHER_KEYS)
    app = create_app(settings, clock)
    yield app
    with app.app_context():
        db.engine.dispose()


def move(person: Person, app: Flask) -> Person:
    """The same person at another instance."""
    twin = Person(app, person.clock, person.email)
    twin.password, twin.secret, twin.backup_codes = (
        person.password,
        person.secret,
        person.backup_codes,
    )
    return twin


def test_everything_arrives_at_another_instance(
    enrolled: Person, bob: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "all.sealed"
    assert export(enrolled.app, file)["exported"] == 2
    told = take_in(elsewhere, file)
    assert (told["imported"], told["lostBackupCodes"]) == (2, 0)
    enrolled.clock.move(seconds=30)
    moved = move(enrolled, elsewhere)
    assert moved.half().verify().status_code == 200
    spent = moved.backup_codes[0]
    assert moved.half().verify(spent).status_code == 200
    assert moved.half().verify(spent).json["code"] == "code_already_used"
    assert move(bob, elsewhere).sign_in().is_signed_in()
    kept = {user.email: user.password_hash for user in rows(elsewhere, User)}
    assert all(each.startswith("hb1$p9$2b$") for each in kept.values())
    assert take_in(elsewhere, file)["skipped"] == 2


def test_ids_moments_and_the_policy_stay(
    enrolled: Person, bob: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    """Apps behind forward-auth know a person by the id."""
    enrolled.clock.move(seconds=3 * 86400)
    enrolled.sign_in()
    flask(enrolled.app, "2fa", "require", enrolled.email, "--yes")
    flask(enrolled.app, "users", "disable", bob.email)
    flask(enrolled.app, "policy", "set", "everyone")
    export(enrolled.app, tmp_path / "all.sealed")
    enrolled.clock.move(seconds=3 * 86400)
    told = take_in(elsewhere, tmp_path / "all.sealed")
    assert (told["otherIds"], told["policies"]) == (
        0,
        [{"group": "everyone", "level": "two_factor"}],
    )
    assert kept_of(elsewhere) == kept_of(enrolled.app)
    assert any(each.last_sign_in_at and each.must_enrol_at for each in rows(elsewhere, User))
    assert levels(elsewhere) == {"everyone": "two_factor"}


def kept_of(app: Flask) -> list[tuple[object, ...]]:
    """What an export keeps of each account beside its secrets."""
    names = ("id", "email", "created_at", "email_verified_at", "disabled_at", "last_sign_in_at")
    return [
        (*(getattr(user, name) for name in names), user.two_factor_enabled_at, user.must_enrol_at)
        for user in rows(app, User)
    ]


def test_an_id_that_is_taken_and_a_policy_that_is_set_stay(
    enrolled: Person, elsewhere: Flask, tmp_path: Path
) -> None:
    [user] = rows(enrolled.app, User)
    Person(elsewhere, enrolled.clock, "other@example.com").register()
    execute(elsewhere, "UPDATE users SET id = :id", id=user.id)
    flask(elsewhere, "policy", "set", "optional")
    flask(enrolled.app, "policy", "set", "everyone")
    export(enrolled.app, tmp_path / "all.sealed")
    told = take_in(elsewhere, tmp_path / "all.sealed")
    assert (told["imported"], told["otherIds"], told["policies"]) == (1, 1, [])
    ids = {each.email: each.id for each in rows(elsewhere, User)}
    assert ids["other@example.com"] == user.id != ids[enrolled.email]
    assert levels(elsewhere) == {"everyone": "optional"}


def test_a_deleted_account_comes_back_on_the_same_instance(
    enrolled: Person, tmp_path: Path
) -> None:
    file, before = tmp_path / "all.sealed", rows(enrolled.app, User)[0]
    export(enrolled.app, file)
    flask(enrolled.app, "users", "delete", enrolled.email, "--yes")
    assert take_in(enrolled.app, file)["imported"] == 1
    [after] = rows(enrolled.app, User)
    assert (after.id, after.password_hash) == (before.id, before.password_hash)
    enrolled.clock.move(seconds=30)
    assert enrolled.other_browser().half().verify().status_code == 200
    assert enrolled.other_browser().half().verify(enrolled.backup_codes[3]).status_code == 200


def test_second_factors_alone_hold_no_password(enrolled: Person, tmp_path: Path) -> None:
    file = tmp_path / "factors.sealed"
    assert export(enrolled.app, file, "2fa")["exported"] == 1
    flask(enrolled.app, "2fa", "reset", enrolled.email, "--yes")
    assert take_in(enrolled.app, file, "2fa")["withSecondFactor"] == 1
    enrolled.clock.move(seconds=30)
    assert enrolled.other_browser().half().verify().status_code == 200
    assert enrolled.other_browser().half().verify(enrolled.backup_codes[0]).status_code == 200


def test_hashes_that_are_still_foreign_move_on(
    app: Flask, clock: FrozenClock, elsewhere: Flask, tmp_path: Path
) -> None:
    for name in ("flask-security.json", "django.json", "keycloak.json"):
        move_in(app, name)
    export(app, tmp_path / "all.sealed")
    assert take_in(elsewhere, tmp_path / "all.sealed")["imported"] == 11
    clock.move(seconds=120)
    for each in apps_of("flask-security.json") + apps_of("django.json") + apps_of("keycloak.json"):
        assert half(elsewhere, clock, each).verify(each.code(clock)).status_code == 200


def test_r86_the_file_tells_nothing_without_the_passphrase(
    enrolled: Person, tmp_path: Path
) -> None:
    file = tmp_path / "all.sealed"
    export(enrolled.app, file)
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    hidden = (enrolled.email, enrolled.secret, "secret", "$2b$", "password", "totp")
    assert not any(each in text for each in hidden)


@pytest.mark.parametrize("change", ["passphrase", "head", "body"])
def test_a_wrong_passphrase_or_a_changed_file_is_one_line(
    enrolled: Person, tmp_path: Path, change: str
) -> None:
    file, phrase = tmp_path / "all.sealed", PHRASE
    export(enrolled.app, file)
    head, body = file.read_text().splitlines()
    if change == "passphrase":
        phrase = "another passphrase"
    elif change == "head":
        head = head.replace(f"scrypt:{COST}", f"scrypt:{COST + 1}")
    else:
        body = body[:-8] + ("A" if body[-8] != "A" else "B") + body[-7:]
    file.write_text(f"{head}\n{body}\n")
    result = flask(
        enrolled.app, "users", "import", str(file), "--passphrase-stdin", typed=f"{phrase}\n"
    )
    assert (result.exit_code, result.stdout) == (1, "")
    assert "the passphrase is not right, or the file was changed" in result.stderr


def test_the_passphrase_is_asked_for_unseen_and_not_short(enrolled: Person, tmp_path: Path) -> None:
    file = str(tmp_path / "all.sealed")
    result = flask(enrolled.app, "users", "export", file, typed=f"{PHRASE}\n{PHRASE}\n")
    assert result.exit_code == 0
    assert PHRASE not in result.output
    short = flask(enrolled.app, "2fa", "export", f"{file}2", "--passphrase-stdin", typed="short\n")
    assert short.exit_code == 1
    assert "12 characters" in short.stderr


def test_a_file_that_is_there_is_asked_about(enrolled: Person, tmp_path: Path) -> None:
    file = tmp_path / "kept.txt"
    file.write_text("kept")
    assert flask(enrolled.app, "users", "export", str(file), typed="n\n").exit_code == 1
    assert file.read_text() == "kept"


def test_r87_an_export_is_in_the_history(enrolled: Person, bob: Person, tmp_path: Path) -> None:
    export(enrolled.app, tmp_path / "a")
    export(enrolled.app, tmp_path / "b", "2fa")
    found = [event.detail for event in events(enrolled.app, "account.exported")]
    assert found == [{"what": "accounts", "count": 2}, {"what": "second-factors", "count": 1}]
