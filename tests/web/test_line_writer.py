"""Promise: the log has every line, whole and in order, and nobody waits for whoever reads it."""

import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from app.web.exchange import Exchange
from app.web.monitoring import access_log
from app.web.monitoring.access_log import LineWriter
from tests.live import LiveServer

_ASKED = 600
_MORE_THAN_A_PIPE_HOLDS = 2000


def _lines(reading: int) -> list[bytes]:
    with open(reading, "rb") as pipe:
        return pipe.read().splitlines()


def test_lines_of_many_threads_come_whole_and_each_threads_in_order() -> None:
    reading, writing = os.pipe()
    writer, found = LineWriter(writing, str), list[bytes]()
    reader = threading.Thread(target=lambda: found.extend(_lines(reading)))
    reader.start()

    def say(name: str) -> None:
        for number in range(500):
            writer.write(f"{name} {number} {'x' * 150}")

    speakers = [threading.Thread(target=say, args=(name,)) for name in "abcdefgh"]
    for each in speakers:
        each.start()
    for each in speakers:
        each.join()
    _wait_for_the_end_of("log")
    os.close(writing)
    reader.join()
    assert all(re.fullmatch(rb"[a-h] \d+ x{150}", each) for each in found)
    for name in b"abcdefgh":
        assert [int(each.split()[1]) for each in found if each[0] == name] == list(range(500))


def test_a_line_that_comes_late_is_written_too() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, str)
    for number in range(20):
        writer.write(f"{number}")
        time.sleep(0.005 * number)  # around the moment at which the thread ends
    _wait_for_the_end_of("log")
    os.close(writing)
    assert _lines(reading) == [f"{number}".encode() for number in range(20)]


def test_where_nobody_reads_nobody_waits_and_the_oldest_lines_go() -> None:
    reading, writing = os.pipe()
    writer = LineWriter(writing, str)
    for number in range(50_000):
        writer.write(f"{number:0200}")
    reader = threading.Thread(target=lambda: found.extend(_lines(reading)))
    found: list[bytes] = []
    reader.start()
    _wait_for_the_end_of("log")
    os.close(writing)
    reader.join()
    assert int(found[-1]) == 49_999
    assert len(found) < 20_000


def test_a_line_that_cannot_be_spelled_ends_the_log_for_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    reading, writing = os.pipe()
    writer = LineWriter[str](writing, lambda line: str(int(line)))
    writer.write("none")
    _wait_for_the_end_of("log")
    writer.write("1")
    _wait_for_the_end_of("log")
    os.close(writing)
    assert _lines(reading) == [b"1"]


def test_without_a_standard_error_nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_log, "_listeners", [])
    monkeypatch.setattr(sys, "stderr", None)
    access_log.listen()
    assert access_log._listeners == []


def test_what_waits_for_a_reader_is_small_however_long_the_headers_are() -> None:
    long = "x" * 30_000
    names = ("REQUEST_METHOD", "PATH_INFO", "REMOTE_ADDR", "HTTP_USER_AGENT")
    exchange = Exchange(dict.fromkeys(names, long))
    kept = [getattr(exchange, name) for name in exchange.__slots__]
    assert sum(len(each) for each in kept if isinstance(each, str)) < 500


def test_a_server_answers_while_its_log_is_a_pipe_that_nobody_reads(tmp_path: Path) -> None:
    server = LiveServer(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "serve", "--upgrade"],
        env=server.environment,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(server.url)
        for _ in range(_MORE_THAN_A_PIPE_HOLDS):
            assert urllib.request.urlopen(f"{server.url}/healthz", timeout=5).status == 200
        process.terminate()
        process.wait(30)
    finally:
        process.kill()
        process.communicate()


def test_a_server_that_ends_has_written_a_line_for_each_answer(tmp_path: Path) -> None:
    with LiveServer(tmp_path) as server:
        for _ in range(_ASKED):
            urllib.request.urlopen(f"{server.url}/api/openapi.json", timeout=5).read()
    log = (tmp_path / "server.log").read_text().splitlines()
    lines = [json.loads(each) for each in log if each.startswith("{")]
    asked = [each["requestId"] for each in lines if each["route"] == "/api/openapi.json"]
    assert len(asked) == len(set(asked)) == _ASKED


def test_no_two_requests_have_one_id_nor_do_those_of_a_fork() -> None:
    asked = {"REQUEST_METHOD": "GET"}
    mine = [Exchange(asked).request_id for _ in range(100)]
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        os.write(writing, "\n".join(Exchange(asked).request_id for _ in range(100)).encode())
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    theirs = [each.decode() for each in _lines(reading)]
    later = [Exchange(asked).request_id for _ in range(100)]
    assert len({*mine, *theirs, *later}) == 300
    assert {len(each) for each in (*mine, *theirs)} == {22}


def _wait_for(url: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=5)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server did not start")


def _wait_for_the_end_of(name: str) -> None:
    while any(each.name == name for each in threading.enumerate()):
        time.sleep(0.01)
