"""Promise: `flask doctor` holds the clock against a web server's or a time server's where one is
named, and asks nobody else (F06)."""

import socket
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from flask import Flask

from tests.clock import FrozenClock
from tests.conftest import Backend
from tests.maintenance.test_doctor import ask
from tests.maintenance.test_doctor_surroundings import found, make

NTP_MENDS = "Let NTP set both clocks: codes and links will be refused."


@pytest.fixture
def app(sqlite_backend: Backend, tmp_path: Path) -> Flask:
    return make(sqlite_backend, tmp_path)


@pytest.fixture
def web_server(request: pytest.FixtureRequest) -> Iterator[str]:
    """A web server that sends a certain Date."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            moved = self.path == "/moved"
            self.send_response_only(302 if moved else 200)
            if moved:
                self.send_header("Location", "/")
            if request.param:
                self.send_header("Date", request.param)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


OTHER = ("warning", "Name another server by --clock.")


@pytest.mark.parametrize(
    ("web_server", "judged"),
    [
        ("Sat, 21 Nov 2026 12:00:01 GMT", ("ok", "")),
        ("Sat, 21 Nov 2026 12:00:45 GMT", ("broken", NTP_MENDS)),
        ("nonsense", OTHER),
        ("", OTHER),
    ],
    indirect=["web_server"],
)
def test_f06_a_web_servers_clock_is_asked_where_one_is_named(
    app: Flask, web_server: str, judged: tuple[str, str]
) -> None:
    assert found(app, "outer clock", "--clock", web_server) == judged


@pytest.mark.parametrize("web_server", ["Sat, 21 Nov 2026 12:00:01 GMT"], indirect=True)
def test_a_redirect_is_not_followed(app: Flask, web_server: str) -> None:
    assert found(app, "outer clock", "--clock", f"{web_server}/moved") == OTHER


class TimeServer(threading.Thread):
    """Answers SNTP questions (RFC 4330 section 4) with the tests' noon, `late` seconds later."""

    def __init__(self, *, late: int = 0, head: int = 0x24, stratum: int = 2, echo: int = 1) -> None:
        super().__init__(daemon=True)
        self.late, self.head, self.stratum, self.echo = late, head, stratum, echo
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.url = f"ntp://127.0.0.1:{self.socket.getsockname()[1]}"

    def run(self) -> None:
        with self.socket:
            question, asker = self.socket.recvfrom(100)
            assert len(question) == 48
            assert (question[0] & 7, question[0] >> 3 & 7) == (3, 4)  # a client, version 4
            self.socket.sendto(self.answer(question), asker)

    def answer(self, question: bytes) -> bytes:
        since_1900 = int(FrozenClock().now().timestamp()) + self.late + 2_208_988_800
        echo = question[40:] if self.echo else bytes(8)
        head = bytes([self.head, self.stratum]) + bytes(22)
        return head + echo + bytes(8) + struct.pack(">II", since_1900 % (1 << 32), 0)


@pytest.mark.parametrize(
    ("server", "judged"),
    [
        ({}, ("ok", "")),
        ({"late": 5}, ("warning", "Let NTP set both clocks.")),
        ({"late": -45}, ("broken", NTP_MENDS)),
        ({"late": 20 * 365 * 86400}, ("broken", NTP_MENDS)),  # in the era that begins in 2036
        ({"echo": 0}, OTHER),  # not the answer to the question
        ({"head": 0xE4}, OTHER),  # it knows no time itself
        ({"stratum": 0}, OTHER),  # it wishes to be asked less often
        ({"head": 0x23}, OTHER),  # no server
    ],
)
def test_f06_a_time_servers_clock_is_asked_where_one_is_named(
    app: Flask, server: dict[str, int], judged: tuple[str, str]
) -> None:
    (other := TimeServer(**server)).start()
    assert found(app, "outer clock", "--clock", other.url) == judged


def test_years_after_2036_are_read_as_such(app: Flask) -> None:
    (other := TimeServer(late=20 * 365 * 86400)).start()
    told = ask(app, "--clock", other.url)[1]["outer clock"]["told"]
    assert told.startswith(f"{20 * 365 * 86400 - 1} s apart")


@pytest.mark.parametrize("url", ["ntp://127.0.0.1:1", "http://127.0.0.1:1"])
def test_a_server_that_is_not_there_is_a_warning(app: Flask, url: str) -> None:
    assert found(app, "outer clock", "--clock", url) == OTHER


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ntp://", "http://x:99999", "nonsense"])
def test_a_clock_that_is_no_address_is_one_line(app: Flask, url: str) -> None:
    result = app.test_cli_runner().invoke(args=["doctor", "--clock", url])
    assert result.exit_code == 2
    assert "must begin with http" in result.stderr
