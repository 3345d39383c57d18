"""Promise: `flask keys` shows what needs which key and rotates them, for people and for programs,
and never shows a key (R86)."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.config.keyfile import KEY_NAMES, ensure_keys, generate_keys
from tests.cli.test_real_instance import Shell
from tests.conftest import Backend
from tests.person import PASSWORD

_PLACES = ["data_keys.sealed", "outbox.sealed", "totp_secrets.sealed"]


@pytest.fixture
def shell(sqlite_backend: Backend, tmp_path: Path) -> Shell:
    made = Shell(tmp_path, sqlite_backend.fresh_database(tmp_path))
    create = ("users", "create", "--email", "a@example.com", "--password", PASSWORD)
    assert made.run(*create, "--unverified")[0] == 0
    return made


def read(shell: Shell, *arguments: str) -> dict[str, Any]:
    code, out, err = shell.run("keys", *arguments, "--json")
    assert (code, err) == (0, "")
    return dict(json.loads(out))


def folder(shell: Shell) -> Path:
    return Path(shell.environment["INSTANCE_DIR"])


def check_no_key_in(text: str, shell: Shell) -> None:
    for value in ensure_keys(folder(shell)).values():
        for key in value.split(","):
            assert key not in text
            assert key.partition(":")[2] not in text or ":" not in key


def test_r86_status_counts_what_lies_under_each_key(shell: Shell) -> None:
    found = read(shell, "status")
    assert [each["name"] for each in found["keys"]] == list(KEY_NAMES)
    assert {each["source"] for each in found["keys"]} == {"keys.env"}
    key_id = ensure_keys(folder(shell))["ENCRYPTION_KEYS"].partition(":")[0]
    assert found["values"]["outbox.sealed"] == {key_id: 1}
    assert list(found["values"]) == [*_PLACES, "users.password_hash"]
    read(shell, "rotate", "--only", "encryption")
    new = ensure_keys(folder(shell))["ENCRYPTION_KEYS"].partition(":")[0]
    assert read(shell, "status")["values"]["outbox.sealed"] == {new: 1, key_id: 0}


def test_r86_status_and_rotate_speak_to_people_and_show_no_key(shell: Shell) -> None:
    code, out, err = shell.run("keys", "status")
    assert (code, err) == (0, "")
    assert "users.password_hash" in out
    code, rotated, bar = shell.run("keys", "rotate")
    assert code == 0
    assert "outbox.sealed: 1 sealed anew." in rotated
    assert "PASSWORD_PEPPER: k" in rotated
    check_no_key_in(out + rotated + bar, shell)


def test_r86_only_the_named_keys_are_rotated(shell: Shell) -> None:
    before = ensure_keys(folder(shell))
    found = read(shell, "rotate", "--only", "secret", "--only", "pepper")
    assert set(found["fresh"]) == {"SECRET_KEY", "PASSWORD_PEPPER"}
    after = ensure_keys(folder(shell))
    assert {name for name in KEY_NAMES if after[name] != before[name]} == set(found["fresh"])


def test_r86_a_second_run_that_resumes_finds_nothing(shell: Shell) -> None:
    assert read(shell, "rotate")["resealed"]["outbox.sealed"] == 1
    before = ensure_keys(folder(shell))
    again = read(shell, "rotate", "--resume")
    assert (again["fresh"], set(again["resealed"].values())) == ({}, {0})
    assert ensure_keys(folder(shell)) == before


def test_r86_dropping_asks_first(shell: Shell) -> None:
    read(shell, "rotate")
    before = ensure_keys(folder(shell))
    code, _, err = shell.run("keys", "rotate", "--drop-old", "--json")
    assert code != 0
    assert "Sessions that were signed under an old SECRET_KEY end" in err
    assert ensure_keys(folder(shell)) == before


def test_r86_dropping_waits_until_running_requests_have_ended(shell: Shell) -> None:
    read(shell, "rotate", "--only", "secret")
    file = folder(shell) / "keys.env"
    nearly = file.stat().st_mtime - 20
    os.utime(file, (nearly, nearly))
    code, out, err = shell.run(
        "keys", "rotate", "--drop-old", "--yes", "--only", "secret", "--json"
    )
    assert code == 0
    assert list(json.loads(out)["dropped"]) == ["SECRET_KEY"]
    assert "Waiting for running requests" in err


def test_r86_with_nothing_old_dropping_changes_nothing(shell: Shell) -> None:
    before = (folder(shell) / "keys.env").stat()
    assert read(shell, "rotate", "--drop-old", "--yes")["dropped"] == {}
    assert (folder(shell) / "keys.env").stat() == before


def test_r86_keys_of_the_environment_are_left_to_the_operator(
    sqlite_backend: Backend, tmp_path: Path
) -> None:
    """Two nodes take a new key by hand: append everywhere, move to the front, re-seal."""
    database = sqlite_backend.fresh_database(tmp_path)
    old, new = generate_keys(), generate_keys()
    shell = Shell(tmp_path, database, PUBLIC_URL="https://login.example.com", **old)
    shell.run("users", "create", "--email", "a@example.com", "--password", PASSWORD, "--unverified")
    code, out, _ = shell.run("keys", "rotate", "--only", "encryption")
    assert code == 0
    [advice] = [line for line in out.splitlines() if "environment" in line]
    assert advice.startswith("ENCRYPTION_KEYS of the environment: append a fresh key")
    shell.environment |= {name: f"{new[name]},{old[name]}" for name in KEY_NAMES}
    found = read(shell, "rotate", "--yes")
    assert (found["fresh"], found["environment"]) == ({}, list(KEY_NAMES))
    assert found["resealed"]["outbox.sealed"] == 1
    shell.environment["ENCRYPTION_KEYS"] = new["ENCRYPTION_KEYS"]
    done = json.loads(shell.run("mail", "send-due", "--json")[1])
    assert done == {"sent": 1, "failed": 0, "dead": 0}
    assert not (tmp_path / "instance" / "keys.env").exists()


def test_a_database_that_is_missing_is_one_line(tmp_path: Path) -> None:
    shell = Shell(tmp_path, f"sqlite:///{tmp_path / 'empty.db'}")
    code, out, err = shell.run("keys", "status")
    made, refused = err.splitlines()
    assert (code, out) == (1, "")
    assert made == f"Made a new database, since there was none: {tmp_path / 'empty.db'}"
    assert "flask db upgrade" in refused
    before = ensure_keys(folder(shell))
    assert shell.run("keys", "rotate")[0] == 1
    assert ensure_keys(folder(shell)) == before
