"""Promise: a command works on every terminal: it shows what the terminal can, draws a code that
scans on light and dark ones, and takes a password from a pipe only as it was meant."""

import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.config import ROOT
from app.core import qr
from tests.commands import run_flask
from tests.person import PASSWORD, Person
from tests.transfer.moving import flask

URI = "otpauth://totp/Second%20Lock:ann@example.com?secret=KRSXG5CTMVRXEZLUKN2HE2LOM4QSCIJB"
CREATE = ("users", "create", "--email", "ann@example.com", "--password-stdin")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An instance of its own, on SQLite."""
    found = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path), "BCRYPT_ROUNDS": "10"}
    assert run_flask(("db", "upgrade"), found).returncode == 0
    return found


def send(app: Flask, raw: bytes) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(CREATE), input=raw)
    return result.exit_code, result.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_mark_before_a_password_is_no_part_of_it(person: Person, encoding: str) -> None:
    person.password = "pässwörter von Zoë"
    assert send(person.app, f"{person.password}\r\n".encode(encoding))[0] == 0
    assert person.log_in().status_code == 200


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_password_in_another_encoding_is_refused_in_one_line(app: Flask, encoding: str) -> None:
    status, said = send(app, "pässwörter von Zoë\n".encode(encoding))
    assert status == 1
    assert said == "Error: Password: standard input is not UTF-8 text. Send it as UTF-8.\n"


def started(environment: dict[str, str], *arguments: str, typed: str = "") -> tuple[int, str, str]:
    """Run a command in a Python that starts anew: only then it heeds a terminal's encoding."""
    command = [sys.executable, "-m", "flask", *arguments]
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        input=typed.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return ended.returncode, ended.stdout.decode("latin-1"), ended.stderr.decode("latin-1")


def test_a_name_that_a_terminal_lacks_is_spelled_out(environment: dict[str, str]) -> None:
    narrow = environment | {"PYTHONIOENCODING": "latin-1"}
    named = (*CREATE, "--name", "Łukasz Zoë")
    assert run_flask(named, environment, f"{PASSWORD}\n").returncode == 0
    status, shown, said = started(narrow, "users", "list")
    assert (status, said) == (0, "")
    assert "\\u0141ukasz Zoë" in shown
    _, drawn, said = started(narrow, "2fa", "enroll", "ann@example.com", typed="000000\n")
    assert "UnicodeEncodeError" not in said
    assert "##" in drawn


def test_in_the_c_locale_nothing_breaks(environment: dict[str, str]) -> None:
    plain = environment | {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    named = (*CREATE, "--name", "Lukasz")
    assert started(plain, *named, typed="pässwörter von Zoë\n")[0] == 0
    assert started(plain, "users", "list")[0] == 0


def test_a_password_from_a_pipe_is_the_same_on_every_terminal(environment: dict[str, str]) -> None:
    narrow = environment | {"PYTHONIOENCODING": "latin-1"}
    eleven = "kürzer äöü 1"[:11]  # in Latin-1 its bytes would be more characters, and so enough
    status, _, said = started(narrow, *CREATE, typed=f"{eleven}\n")
    assert (status, "12 characters" in said) == (1, True)


def test_a_terminal_gets_colours_of_its_own_choice_for_the_code(
    environment: dict[str, str],
) -> None:
    assert run_flask(CREATE, environment, f"{PASSWORD}\n").returncode == 0
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "flask", "2fa", "enroll", "ann@example.com"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=theirs, stdout=theirs) as found:
        os.close(theirs)
        seen = b""
        while b"otpauth://" not in seen and select.select([ours], [], [], 30)[0]:
            seen += os.read(ours, 65_536)
        found.kill()
    os.close(ours)
    assert b"\x1b[38;5;16;48;5;231m" in seen


@pytest.mark.parametrize("has_blocks", [True, False])
def test_every_drawing_shows_the_same_modules(has_blocks: bool) -> None:
    plain, coloured = (
        modules(qr.terminal(URI, has_blocks=has_blocks, has_colours=colours), has_blocks=has_blocks)
        for colours in (False, True)
    )
    blocks = modules(qr.terminal(URI, has_blocks=True, has_colours=False), has_blocks=True)
    assert coloured == plain == blocks
    assert len(plain) > 400


def test_a_code_without_blocks_is_plain_ascii() -> None:
    assert qr.terminal(URI, has_blocks=False, has_colours=True).isascii()
    assert qr.terminal(URI, has_blocks=False, has_colours=False).isascii()


def modules(text: str, *, has_blocks: bool) -> set[tuple[int, int]]:
    """The dark modules of a drawing, within its square."""
    lines = text.splitlines()
    rows = [
        row for line in lines for row in (_of_blocks(line) if has_blocks else [_of_pairs(line)])
    ]
    size = len(rows[0])
    return {(x, y) for y, row in enumerate(rows[:size]) for x, dark in enumerate(row) if dark}


def _of_blocks(line: str) -> list[list[bool]]:
    inked = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}
    bare = line.removeprefix("\x1b[38;5;16;48;5;231m").removesuffix("\x1b[0m")
    ink_is_dark = bare != line  # else the terminal is dark, and its ink light
    return [[bool(inked[each][half]) == ink_is_dark for each in bare] for half in (0, 1)]


def _of_pairs(line: str) -> list[bool]:
    if "\x1b" in line:
        return [colour == "16" for colour in re.findall(r"\x1b\[48;5;(16|231)m  ", line)]
    return [line[at] == " " for at in range(0, len(line), 2)]


def test_a_pipe_gets_no_colours(app: Flask, ann: Person) -> None:
    drawn = flask(app, "2fa", "enroll", ann.email, typed="000000\n")
    assert "\x1b" not in drawn.stdout
    assert "█" in drawn.stdout
