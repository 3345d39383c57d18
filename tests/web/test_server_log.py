"""Promise: a server's log is one line of JSON for each record, tracebacks of every layer too."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from app.web.monitoring.access_log import LineWriter
from app.web.monitoring.log import JsonLines
from tests.live import ROOT, LiveServer
from tests.person import PASSWORD
from tests.ports import free_port


def _status(url: str, body: dict[str, str] | None = None) -> int:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        return int(urllib.request.urlopen(request, timeout=20).status)
    except urllib.error.HTTPError as refused:
        return refused.code


def _json_lines(log: Path) -> list[dict[str, Any]]:
    """Every line of a log but those that say where the server listens."""
    told = [line for line in log.read_text().splitlines() if not line.startswith("Second Lock: ")]
    return [json.loads(line) for line in told]


def test_a_crash_of_a_call_is_one_line_with_its_traceback(tmp_path: Path) -> None:
    database = tmp_path / "second-lock.db"
    with LiveServer(tmp_path, DATABASE_URL=f"sqlite:///{database}") as server:
        body = {"email": "ann@example.com", "password": PASSWORD}
        assert _status(f"{server.url}/api/auth/register", body) == 201
        with sqlite3.connect(database) as rows:
            rows.execute("UPDATE users SET email_verified_at = 'no time'")
        rows.close()
        assert _status(f"{server.url}/api/auth/login", body) == 500
        assert _status(f"{server.url}/api/auth/login", body) == 500
    told = [line for line in _json_lines(tmp_path / "server.log")[1:] if "trace" in line]
    assert [(line["level"], line["logger"]) for line in told] == [("error", "app.web.errors")] * 2
    for line in told:
        assert line["trace"].startswith("Traceback (most recent call last):\n")
        assert line["requestId"] in line["message"]
        assert PASSWORD not in json.dumps(line)


@pytest.mark.parametrize("path", ["call", "thread", "callback"])
def test_an_error_outside_of_the_application_is_one_line_too(tmp_path: Path, path: str) -> None:
    port = free_port()
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.web.raising", str(port)], cwd=ROOT, stdout=log, stderr=log
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/")
            _status(f"http://127.0.0.1:{port}/{path}")
            time.sleep(0.3)
        finally:
            server.terminate()
            server.wait(20)
    [line] = _json_lines(tmp_path / "server.log")
    assert line["level"] in {"error", "critical"}
    assert "RuntimeError: first\nsecond" in line.get("trace", "") + line["message"]


def test_a_line_has_the_facts_of_its_record() -> None:
    record = logging.makeLogRecord(
        {"name": "app.x", "levelname": "WARNING", "msg": "%s\nmore", "args": ("a",), "created": 0}
    )
    record.facts = {"mailId": "m1"}
    assert json.loads(JsonLines().format(record)) == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "warning",
        "logger": "app.x",
        "message": "a\nmore",
        "mailId": "m1",
    }


def test_the_log_goes_on_in_a_file_that_logrotate_copied_and_truncated(tmp_path: Path) -> None:
    file = tmp_path / "second-lock.log"
    with file.open("ab") as log:
        writer = LineWriter(log.fileno(), str)
        writer.write("before")
        _wait_until(lambda: file.stat().st_size > 0)
        shutil.copy(file, tmp_path / "second-lock.log.1")
        os.truncate(file, 0)
        writer.write("after")
        _wait_until(lambda: file.stat().st_size > 0)
    assert (tmp_path / "second-lock.log.1").read_bytes() == b"before\n"
    assert file.read_bytes() == b"after\n"


def _wait_for(url: str) -> None:
    def answers() -> bool:
        try:
            return _status(url) == 200
        except OSError:
            return False

    _wait_until(answers)


def _wait_until(is_so: Any) -> None:
    for _ in range(400):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")
