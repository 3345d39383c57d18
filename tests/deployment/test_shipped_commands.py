"""Promise: the shipped backup is a whole copy and costs no older one where it fails; the command
`second-lock` hands each setting and word on as it stands."""

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.nodes import DEPLOY

_SYSTEMD = DEPLOY / "systemd"
_OF_THE_USER = "setpriv --reuid=second-lock --regid=second-lock --init-groups "


def _back_up(database: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [_SYSTEMD / "second-lock-backup", database, folder]
    return subprocess.run(command, text=True, capture_output=True, check=False)


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """The folder of the backups, with one that is past its time."""
    folder = tmp_path / "copies"
    folder.mkdir()
    old = folder / "second-lock-20200101T000000Z.db"
    old.write_text("old")
    past = time.time() - 16 * 86400
    os.utime(old, (past, past))
    return folder


def test_the_backup_copies_while_the_database_is_written(tmp_path: Path, copies: Path) -> None:
    database = tmp_path / "second-lock.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE a(b); INSERT INTO a VALUES(1)"
        )
        connection.execute("INSERT INTO a VALUES (2)")  # a transaction that is open meanwhile
        done = _back_up(database, copies)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    [copy] = copies.iterdir()  # the old one is gone
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT b FROM a").fetchall() == [(1,)]


def test_a_backup_that_fails_leaves_the_old_ones(tmp_path: Path, copies: Path) -> None:
    before = list(copies.iterdir())
    missing = tmp_path / "none.db"
    done = _back_up(missing, copies)
    assert (done.returncode, done.stderr) == (1, f"There is no database {missing}.\n")
    broken = tmp_path / "broken.db"
    broken.write_text("no database" * 999)
    assert _back_up(broken, copies).returncode != 0
    assert list(copies.iterdir()) == before
    assert not missing.exists()


def test_the_command_hands_each_setting_on_as_it_stands(tmp_path: Path) -> None:
    lines = ["# a note", "", "MAIL_FROM='Ann <a@example.com>'", "A='$(id) `id` #1'", ""]
    (tmp_path / "env").write_text("\n".join(lines))
    flask = tmp_path / ".venv" / "bin" / "flask"
    flask.parent.mkdir(parents=True)
    flask.write_text('#!/bin/sh\nprintf "%s\\n" "$MAIL_FROM" "$A" "$INSTANCE_DIR" "$@"\n')
    flask.chmod(0o755)
    script = (_SYSTEMD / "second-lock").read_text()
    assert _OF_THE_USER in script
    script = script.replace(_OF_THE_USER, "").replace("/etc/second-lock.env", str(tmp_path / "env"))
    script = script.replace("cd /opt/second-lock\n", f"cd {tmp_path}\n")
    done = subprocess.run(
        ["/bin/sh", "-c", script, "second-lock", "users", "two words"],
        text=True, capture_output=True, check=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "Ann <a@example.com>",
        "$(id) `id` #1",
        "/var/lib/second-lock",
        "users",
        "two words",
    ]
