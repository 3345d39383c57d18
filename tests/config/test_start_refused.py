"""Promise: an unsafe start ends at once, non-zero, with one line for the operator (R85)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from app.config.keyfile import KEY_NAMES, generate_keys

_PUBLIC = {"PUBLIC_URL": "https://login.example.com"}
_KEYS = generate_keys()


def start(folder: Path, *command: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Start a process that loads wsgi.py, in an environment without our settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *(command or ("wsgi.py",))],
        cwd=ROOT,
        env={**kept, "INSTANCE_DIR": str(folder), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        (_PUBLIC, "SECRET_KEY is missing"),
        ({**_PUBLIC, **_KEYS, "TWOFA_SECRET_KEY": "change_me_2fa" * 3}, "TWOFA_SECRET_KEY is a"),
        ({**_PUBLIC, **_KEYS, "ENCRYPTION_KEYS": "k1:é"}, "ENCRYPTION_KEYS key 'k1' is not base64"),
        ({**_PUBLIC, **_KEYS, "TWOFA_SECRET_KEY": _KEYS["SECRET_KEY"]}, "must all be different"),
        ({"HOST": "0.0.0.0"}, "PUBLIC_URL must be the public address"),
        ({"DATABASE_URL": "sqlite:////nowhere/second-lock.db"}, "unable to open database file"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/nowhere"}, "Connection refused"),
    ],
)
def test_it_says_in_one_line_what_is_wrong_r85(
    tmp_path: Path, environ: dict[str, str], says: str
) -> None:
    ended = start(tmp_path, **environ)
    assert ended.returncode != 0
    assert ended.stdout == ""
    assert ended.stderr.startswith("Second Lock does not start: ")
    assert ended.stderr.count("\n") == 1
    assert says in ended.stderr
    assert not any(key in ended.stderr for key in _KEYS.values())


def test_a_good_environment_starts(tmp_path: Path) -> None:
    ended = start(tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_keys_can_be_made_before_there_are_keys(tmp_path: Path) -> None:
    made = start(tmp_path, "-m", "flask", "keys", "generate", **_PUBLIC)
    assert (made.returncode, made.stderr) == (0, "")
    environ = dict(line.split("=", 1) for line in made.stdout.splitlines())
    assert set(environ) == set(KEY_NAMES)
    assert start(tmp_path, **_PUBLIC, **environ).returncode == 0


def test_no_other_command_runs_without_keys_r85(tmp_path: Path) -> None:
    ended = start(tmp_path, "-m", "flask", "users", "list", **_PUBLIC)
    assert ended.returncode != 0
    assert "SECRET_KEY is missing" in ended.stderr
    assert "Traceback" not in ended.stderr
