"""Promise: a streamed answer costs no memory, waits for its client, ends with it, breaks off
visibly, and holds up nobody else (A11)."""

import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.live import ROOT
from tests.ports import free_port
from tests.web.streams import PART
from tests.web.wire import Wire, head

_ONE = len(PART) + 8
Made = dict[str, int]


class Streams:
    """The server of `tests.web.streams`."""

    def __init__(self, port: int, process: int) -> None:
        self.port, self._process = port, process

    @contextmanager
    def asked(self, path: str) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection):
            connection.request("GET", path)
            with connection.getresponse() as answer:
                yield answer

    def read(self, path: str) -> bytes:
        with self.asked(path) as answer:
            return answer.read()

    def made(self) -> Made:
        """How many parts were made so far, and how many answers begun and closed."""
        found: Made = json.loads(self.read("/made"))
        return found

    def when(self, is_so: Callable[[Made], bool]) -> Made:
        """Wait until it is so."""
        for _ in range(200):
            if is_so(found := self.made()):
                return found
            time.sleep(0.05)
        raise AssertionError(found)

    def megabytes(self) -> float:
        """The memory of the worker."""
        children = Path(f"/proc/{self._process}/task/{self._process}/children").read_text()
        [worker] = children.split()
        status = Path(f"/proc/{worker}/status").read_text()
        [line] = [each for each in status.splitlines() if each.startswith("VmRSS")]
        return int(line.split()[1]) / 1024


@pytest.fixture(scope="module")
def streams() -> Iterator[Streams]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.web.streams", str(port)], cwd=ROOT)
    for _ in range(1200):
        try:
            Wire(port).socket.close()
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield Streams(port, process.pid)
    process.terminate()
    process.wait(20)


def is_over(made: Made) -> bool:
    return made["closed"] == made["begun"]


def endless(streams: Streams) -> Wire:
    """A client that asks for ever and reads nothing."""
    return Wire(streams.port).send(head("GET /endless"))


def at_rest(streams: Streams) -> Made:
    """What was made when nothing is made any more."""
    found = streams.made()
    for _ in range(100):
        time.sleep(0.2)
        if found == (found := streams.made()):
            return found
    raise AssertionError("it makes parts for nobody")


def test_every_part_arrives_once_and_in_order(streams: Streams) -> None:
    with streams.asked("/200") as answer:
        body = answer.read()
        assert (answer.status, answer.getheader("Transfer-Encoding")) == (200, "chunked")
    assert len(body) == 200 * _ONE
    assert [int(body[at * _ONE :][:8]) for at in range(200)] == list(range(200))
    streams.when(is_over)


@pytest.mark.parametrize("path", ["/0", "/1"])
def test_the_connection_is_good_for_the_next_request(streams: Streams, path: str) -> None:
    with Wire(streams.port) as wire:
        for method in ("GET", "HEAD", "GET"):
            told = wire.send(head(f"{method} {path}")).told(method)
            assert told.status == 200
            assert len(told.body) == (int(path[1:]) * _ONE if method == "GET" else 0)
    streams.when(is_over)


def test_a11_a_client_that_does_not_read_stops_the_making(streams: Streams) -> None:
    before, megabytes = streams.made(), streams.megabytes()
    with ExitStack() as stack:
        for _ in range(10):
            stack.enter_context(endless(streams))
        resting = at_rest(streams)
        assert resting["begun"] - before["begun"] == 10
        assert resting["closed"] == before["closed"]
        assert streams.megabytes() - megabytes < 30
        assert len(streams.read("/3")) == 3 * _ONE, "two threads serve everybody else"
    streams.when(is_over)


def test_a11_a_client_that_reads_again_gets_the_rest(streams: Streams) -> None:
    with endless(streams) as wire:
        made = at_rest(streams)["parts"]
        wire.socket.recv(1024)
        taken = 0
        while taken < 16 * 1024 * 1024:
            taken += len(wire.socket.recv(1024 * 1024))
        streams.when(lambda found: found["parts"] > made + 100)


@pytest.mark.parametrize("how", ["closed", "reset", "while it is read"])
def test_a11_a_client_that_goes_away_frees_everything(streams: Streams, how: str) -> None:
    before = streams.when(is_over)
    wire = endless(streams)
    if how == "while it is read":
        wire.socket.recv(100_000)
    else:
        at_rest(streams)
    if how == "reset":
        wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    wire.socket.close()
    found = streams.when(is_over)
    assert found["closed"] == before["closed"] + 1
    time.sleep(0.5)
    assert streams.made()["parts"] == found["parts"], "parts are made for nobody"


def test_an_answer_that_fails_is_no_whole_one(streams: Streams) -> None:
    for _ in range(10):
        with streams.asked("/broken") as answer:
            assert answer.status == 200
            with pytest.raises(http.client.IncompleteRead) as broken:
                answer.read()
        assert len(broken.value.partial) == 2 * _ONE
    streams.when(is_over)


def test_long_streams_leave_no_memory_behind(streams: Streams) -> None:
    streams.read("/100")
    before = streams.megabytes()
    with streams.asked("/3000") as answer:
        while answer.read(1024 * 1024):
            pass
    assert streams.megabytes() - before < 15
