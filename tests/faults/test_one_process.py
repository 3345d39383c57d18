"""Promise: one process on SQLite survives a killed worker, a held write lock, a full disk and a
clock that jumps; what it cannot do it refuses with 503 (F04, F05, F06, F10, F11)."""

import http.client
import os
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask

from tests.faults.invariants import Ledger, check_invariants
from tests.faults.nodes import Node
from tests.faults.visitor import Answer, Visitor, enrolled_visitor

FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with Node(tmp_path, REQUEST_LIMITS="999999/60") as server:
        yield server


@pytest.fixture
def app(node: Node) -> Flask:
    return node.inside()


@pytest.fixture
def ann(node: Node, app: Flask) -> Visitor:
    return enrolled_visitor(app, node.url, "ann@example.com")


def database(node: Node) -> Path:
    return Path(node.environment["INSTANCE_DIR"]) / "second-lock.db"


def refused(answer: Answer) -> bool:
    return answer.status == 503 and int(answer.headers["Retry-After"]) > 0


def test_f04_f10_a_killed_worker_comes_back_and_remembers(
    node: Node, app: Flask, ann: Visitor
) -> None:
    ann.log_in()
    assert ann.verify(ann.code()).status == 200
    guess = ann.twin()
    for _ in range(4):
        guess.log_in()
        guess.verify("000000" if ann.code() != "000000" else "000001")
    [worker] = node.workers()
    os.kill(worker, signal.SIGKILL)
    for _ in range(300):
        try:
            if ann.get("/healthz").status == 200:
                break
        except OSError:
            time.sleep(0.1)
    assert ann.is_signed_in()
    guess.log_in()
    last = guess.verify("000000" if ann.code() != "000000" else "000001")
    assert last.json["attemptsLeft"] == 0
    check_invariants(app, Ledger(kept={"ann": ann.is_signed_in}))


@contextmanager
def write_lock(node: Node) -> Iterator[None]:
    other = sqlite3.connect(database(node), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_f11_a_held_write_lock_is_waited_for_and_then_refused(
    node: Node, app: Flask, ann: Visitor
) -> None:
    ann.log_in()
    code = ann.code()
    with write_lock(node):
        begun = time.monotonic()
        assert refused(ann.verify(code))
        assert 5 < time.monotonic() - begun < 40
        assert ann.get("/healthz").status == 200
        assert ann.get("2fa/pending").status == 200
    assert ann.verify(code).status == 200
    check_invariants(app, Ledger(kept={"ann": ann.is_signed_in}))


def test_f14_a_header_that_is_too_long_is_refused_before_it_is_read(
    node: Node, ann: Visitor
) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", node.port, timeout=30)) as connection:
        connection.request("GET", "/healthz", headers={"Accept": "a" * 65_536})
        assert connection.getresponse().status == 431
    assert ann.get("/healthz", **{"X-Long": "a" * 8_000}).status == 200


def test_f14_http_2_whose_headers_may_be_longer_is_not_spoken(node: Node) -> None:
    with socket.create_connection(("127.0.0.1", node.port), timeout=30) as wire:
        wire.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(3) + b"\x04" + bytes(5))
        assert wire.recv(4096)[:5] in {b"", b"HTTP/"}


@contextmanager
def full_disk(node: Node) -> Iterator[None]:
    """No file of the server may grow, whatever it is: database, journal, log."""
    before = [resource.prlimit(each, resource.RLIMIT_FSIZE) for each in node.workers()]
    for each in node.workers():
        resource.prlimit(each, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for each, limits in zip(node.workers(), before, strict=True):
            resource.prlimit(each, resource.RLIMIT_FSIZE, limits)


def test_f05_a_full_disk_denies_logins_and_leaves_readers_alone(
    node: Node, app: Flask, ann: Visitor
) -> None:
    reader = ann.twin()
    reader.log_in()
    assert reader.verify(ann.backup_codes[0]).status == 200
    ann.log_in()
    code = ann.code()
    with full_disk(node):
        assert refused(ann.verify(code))
        assert refused(ann.twin().log_in())
        assert refused(reader.post("logout"))
        assert reader.is_signed_in()
        assert reader.get("/healthz").status == 200
    assert ann.verify(code).status == 200
    with sqlite3.connect(database(node)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    check_invariants(app, Ledger(kept={"ann": ann.is_signed_in, "reader": reader.is_signed_in}))


class Clock:
    """What libfaketime tells a server: seconds ahead, changed while it runs."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "faketime"
        self.set(0)

    def set(self, seconds: int) -> None:
        self.file.write_text(f"{seconds:+d}")

    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(FAKETIME[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


def test_f06_a_clock_that_jumps_an_hour_and_back_locks_nobody_out(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with Node(tmp_path, REQUEST_LIMITS="999999/60", **clock.environment()) as node:
        app = node.inside()
        ann = enrolled_visitor(app, node.url, "ann@example.com")
        ann.log_in()
        assert ann.verify(ann.code()).status == 200
        clock.set(3600)
        assert ann.is_signed_in()
        other = ann.twin()
        other.log_in()
        told = other.verify(other.code(steps=1))
        assert (told.status, told.json["code"]) == (400, "invalid_code")
        assert ann.post("reauth", {"code": ann.backup_codes[1]}).status == 200
        clock.set(0)
        # What was proven by a clock that was ahead is no proof now: not fresh for an hour.
        stale = ann.post("2fa/setup", {"replace": True})
        assert (stale.status, stale.json["code"]) == (403, "reauth_required")
        other.log_in()
        assert other.verify(other.code(steps=1)).status == 200
        check_invariants(app, Ledger(kept={"ann": ann.is_signed_in, "other": other.is_signed_in}))
