"""Promise: long work shows an operator at a terminal how far it is, and keeps out of what programs
read."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_real_instance import ROOT, Shell
from tests.conftest import Backend
from tests.transfer.moving import FIXTURES

LONG = [
    (("users", "import", str(FIXTURES / "users.csv")), b"Moving in"),
    (("keys", "rotate"), b"Sealing anew"),
]


@pytest.fixture
def shell(sqlite_backend: Backend, tmp_path: Path) -> Shell:
    found = Shell(tmp_path, sqlite_backend.fresh_database(tmp_path))
    assert found.run("users", "import", str(FIXTURES / "users.jsonl"))[0] == 0
    return found


def at_terminal(shell: Shell, *arguments: str) -> bytes:
    """Run a command whose standard error is a terminal; return what the terminal showed."""
    ours, theirs = os.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env=shell.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    shown = b""
    try:
        while more := os.read(ours, 4096):
            shown += more
    except OSError:  # Linux' way to say that nobody writes any more
        pass
    os.close(ours)
    assert done.returncode == 0, shown
    return shown


@pytest.mark.parametrize(("command", "label"), LONG)
def test_a_bar_is_drawn_at_a_terminal(shell: Shell, command: tuple[str, ...], label: bytes) -> None:
    assert label in (shown := at_terminal(shell, *command))
    assert b"100%" in shown


@pytest.mark.parametrize(("command", "label"), LONG)
def test_none_is_drawn_beside_json(shell: Shell, command: tuple[str, ...], label: bytes) -> None:
    assert at_terminal(shell, *command, "--json") == b""
