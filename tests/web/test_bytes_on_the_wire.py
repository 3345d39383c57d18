"""Promise: what a client sends arrives byte for byte: nothing of it is lost, read as something else
or makes another header unreadable."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.faults.nodes import Node
from tests.faults.visitor import Visitor, enrolled_visitor
from tests.live import ROOT
from tests.ports import free_port
from tests.web.wire import Wire, head

NAMES = ("zoë".encode(), "zoë".encode("latin-1"))
HEADERS = (
    "Accept-Language", "Authorization", "Cookie", "Origin", "Referer", "Sec-Fetch-Site",
    "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Uri",
    "X-Original-Url",
)  # fmt: skip


@pytest.fixture(scope="module")
def echo() -> Iterator[int]:
    """The port of a server whose application tells what it was handed."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.web.echo", str(port)], cwd=ROOT)
    for _ in range(600):
        try:
            Wire(port).socket.close()
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with Node(tmp_path_factory.mktemp("wire"), REQUEST_LIMITS="999999/60") as server:
        yield server


@pytest.fixture(scope="module")
def ann(node: Node) -> Visitor:
    """Somebody who is signed in."""
    found = enrolled_visitor(node.inside(), node.url, "ann@example.com")
    found.log_in()
    assert found.verify(found.code()).status == 200
    return found


def environ(port: int, line: str, *headers: str | bytes) -> dict[str, str]:
    with Wire(port) as wire:
        told = wire.send(head(line, *headers)).told()
    assert told.status == 200, told
    return dict(json.loads(told.body))


def session(ann: Visitor) -> bytes:
    return "; ".join(f"{each.name}={each.value}" for each in ann.jar).encode()


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_arrives_whatever_its_bytes(echo: int, name: str) -> None:
    for value in NAMES:
        found = environ(echo, "GET /", name.encode() + b": a " + value + b" b")
        arrived = found[f"HTTP_{name.upper().replace('-', '_')}"]
        assert arrived.encode("latin-1") == b"a " + value + b" b"


def test_a_body_s_type_arrives_whatever_its_bytes(echo: int) -> None:
    sent = b"Content-Type: text/" + NAMES[1]
    found = environ(echo, "POST /", sent, "Content-Length: 0")
    assert found["CONTENT_TYPE"].encode("latin-1") == b"text/" + NAMES[1]


def test_a_path_and_a_query_arrive_whatever_their_bytes(echo: int) -> None:
    found = environ(echo, "GET /zo%EB/zo%C3%AB/%2F?q=zoë&p=%EB")
    assert found["PATH_INFO"].encode("latin-1") == b"/zo\xeb/zo\xc3\xab//"
    assert found["QUERY_STRING"].encode("latin-1") == "q=zoë&p=%EB".encode()


def test_it_joins_what_is_sent_twice(echo: int) -> None:
    found = environ(echo, "GET /", "Cookie: a=1", "Cookie: b=2", "X-Two: 1", "X-Two: 2")
    assert found["HTTP_COOKIE"] == "a=1; b=2"
    assert found["HTTP_X_TWO"] == "1, 2"


def test_it_drops_a_header_that_would_pass_as_another(echo: int) -> None:
    found = environ(echo, "GET /", "X_Forwarded_For: 1.2.3.4", "Sec_Fetch_Site: none", "A-B: 1")
    assert found["HTTP_A_B"] == "1"
    assert "HTTP_X_FORWARDED_FOR" not in found
    assert "HTTP_SEC_FETCH_SITE" not in found


def test_the_environment_of_the_server_stays_its_own(echo: int) -> None:
    assert "PATH" not in environ(echo, "GET /")


@pytest.mark.parametrize("name", NAMES)
def test_a_neighbour_s_cookie_signs_nobody_out(node: Node, ann: Visitor, name: bytes) -> None:
    with Wire(node.port) as wire:
        for cookies in (b"x=" + name + b"; " + session(ann), session(ann) + b"; x=" + name):
            assert wire.send(head("GET /api/auth/me", b"Cookie: " + cookies)).told().status == 200


@pytest.mark.parametrize("header", [b"Origin: http://localhost", b"Sec-Fetch-Site: same-origin"])
def test_an_origin_with_other_bytes_is_another_origin(node: Node, header: bytes) -> None:
    with Wire(node.port) as wire:
        for name in NAMES:
            sent = head("POST /api/auth/logout", header + name, "Content-Length: 0")
            told = wire.send(sent).told()
            assert (told.status, json.loads(told.body)["code"]) == (403, "cross_origin")


def test_a_bearer_with_other_bytes_is_refused_as_one(node: Node) -> None:
    with Wire(node.port) as wire:
        for name in NAMES:
            told = wire.send(head("GET /api/auth/me", b"Authorization: Bearer " + name)).told()
            assert (told.status, json.loads(told.body)["code"]) == (401, "invalid_token")


def test_a_browser_s_name_is_kept_whatever_its_bytes(node: Node, ann: Visitor) -> None:
    sent = [b"Cookie: " + session(ann), b"User-Agent: Zo\xeb/1.0", b"Referer: http://zo\xc3\xab"]
    with Wire(node.port) as wire:
        assert wire.send(head("GET /api/auth/sessions", *sent)).told().status == 200


def test_a_request_line_that_names_a_host_alone_is_sent_nowhere(node: Node) -> None:
    with Wire(node.port) as wire:
        told = wire.send(b"GET localhost:1 HTTP/1.1\r\nHost: evil.example\r\n\r\n").told()
    assert told.status == 404
    assert b"evil.example" not in told.body
