"""Promise: the commands work as an operator types them, on an instance of their own, from keys to
an enrolled administrator."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.clock import SystemClock
from tests import oath
from tests.commands import run_flask
from tests.conftest import Backend
from tests.person import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
EMAIL = "root@example.com"
KEYS = ["SECRET_KEY", "TWOFA_SECRET_KEY", "ENCRYPTION_KEYS", "PASSWORD_PEPPER"]


class Shell:
    """An operator's shell with its own environment and instance folder."""

    def __init__(self, folder: Path, database: str, **more: str) -> None:
        self.environment = {
            "PATH": os.environ["PATH"],
            "INSTANCE_DIR": str(folder / "instance"),
            "DATABASE_URL": database,
            "MAIL_URL": f"file:{folder / 'mail'}",
            "BCRYPT_ROUNDS": "10",
            **more,
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env=self.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, str, str]:
        ended = run_flask(arguments, self.environment)
        return ended.returncode, ended.stdout, ended.stderr


@pytest.fixture
def shell(sqlite_backend: Backend, tmp_path: Path) -> Shell:
    return Shell(tmp_path, sqlite_backend.fresh_database(tmp_path))


@pytest.fixture
def admin(shell: Shell) -> Shell:
    create = ("users", "create", "--email", EMAIL, "--password", PASSWORD, "--role", "admin")
    code, out, err = shell.run(*create)
    assert (code, out, err) == (0, f"Created {EMAIL} (admin).\n", "")
    return shell


def test_r45_a_new_instance_has_no_account_and_makes_its_keys(shell: Shell) -> None:
    code, out, _ = shell.run("users", "list", "--json")
    assert (code, json.loads(out)) == (0, [])
    made = Path(shell.environment["INSTANCE_DIR"]) / "keys.env"
    assert made.stat().st_mode & 0o777 == 0o600


def test_an_operator_enrols_an_administrator_at_the_terminal(admin: Shell) -> None:
    with admin.start("2fa", "enroll", EMAIL) as process:
        shown = ""
        assert process.stdout
        assert process.stderr
        while not (key := re.search(r"^Key: ([A-Z2-7]{32})$", shown, re.M)):
            line = process.stdout.readline()
            assert line, process.stderr.read()
            shown += line
        assert "█" in shown or "▀" in shown
        out, err = process.communicate(oath.code(key[1], SystemClock().now()) + "\n")
    assert process.returncode == 0, err
    codes = re.findall(r"^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$", out, re.M)
    assert len(codes) == 10
    found = json.loads(admin.run("2fa", "status", EMAIL, "--json")[1])
    assert (found["enabled"], found["required"]) == (True, True)

    assert admin.run("2fa", "reset", EMAIL, "--yes")[0] == 0
    found = json.loads(admin.run("2fa", "status", EMAIL, "--json")[1])
    assert found["enabled"] is False
    assert json.loads(admin.run("mail", "send-due", "--json")[1]) == {
        "sent": 2,
        "failed": 0,
        "dead": 0,
    }


def test_a_failure_is_one_line_and_a_status(admin: Shell) -> None:
    failing = (
        ("users", "create", "--email", EMAIL, "--password", PASSWORD),
        ("users", "set-role", "nobody@example.com", "admin"),
        ("2fa", "reset", EMAIL, "--yes"),
    )
    for command in failing:
        code, out, err = admin.run(*command)
        assert (code, out, len(err.splitlines())) == (1, "", 1), command
        assert err.startswith("Error: ")


@pytest.mark.parametrize("database", ["sqlite:////nowhere/at/all.db", "fresh"])
def test_a_database_that_is_missing_or_empty_is_one_line(tmp_path: Path, database: str) -> None:
    address = database if database != "fresh" else f"sqlite:///{tmp_path / 'empty.db'}"
    code, out, err = Shell(tmp_path, address).run("users", "list")
    assert code != 0
    assert out == ""
    *made, refused = err.strip().splitlines()
    assert made == (
        [f"Made a new database, since there was none: {tmp_path / 'empty.db'}"]
        if database == "fresh"
        else []
    )
    assert ("flask db upgrade" in refused) if database == "fresh" else ("DATABASE_URL" in refused)


def test_keys_are_made_before_anything_is_set(tmp_path: Path) -> None:
    shell = Shell(tmp_path, "", PUBLIC_URL="https://login.example.com")
    code, out, _ = shell.run("keys", "generate")
    made = dict(line.split("=", 1) for line in out.splitlines())
    assert (code, list(made)) == (0, KEYS)
    assert len(set(made.values())) == 4
    as_json = json.loads(shell.run("keys", "generate", "--json")[1])
    assert list(as_json) == KEYS
    assert as_json != made


def test_r85_made_keys_start_a_public_instance_and_missing_ones_stop_it(
    sqlite_backend: Backend, tmp_path: Path
) -> None:
    database = sqlite_backend.fresh_database(tmp_path)
    public = Shell(tmp_path, database, PUBLIC_URL="https://login.example.com")
    code, _, err = public.run("users", "list")
    assert code != 0
    assert len(err.strip().splitlines()) == 1
    assert "SECRET_KEY" in err
    public.environment |= json.loads(public.run("keys", "generate", "--json")[1])
    assert public.run("users", "list")[:2] == (0, "None.\n")
