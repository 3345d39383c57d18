"""Promise: after a refusal the connection serves the next request, or was announced to end."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.nodes import NginxFront, Node
from tests.ports import free_port
from tests.web.wire import Wire, head

JSON, TEXT = "Content-Type: application/json", "Content-Type: text/plain"
LOGIN, CROSS_SITE = "POST /api/auth/login", "Sec-Fetch-Site: cross-site"
CHUNKED = "Transfer-Encoding: chunked"
NEXT = head("GET /healthz")
TIMES = 40
SMALL, LARGE, HUGE = b"hello", b"x" * (16 * 1024 + 1), b"x" * 10_000_000


def length(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


REFUSED = {
    "another type": (415, head(LOGIN, TEXT, length(SMALL)), SMALL),
    "another type, in chunks": (415, head(LOGIN, CHUNKED), chunked(SMALL)),
    "another site": (403, head(LOGIN, JSON, CROSS_SITE, length(SMALL)), SMALL),
    "no such call": (404, head("POST /api/nope", JSON, length(SMALL)), SMALL),
    "no such method": (405, head("DELETE /api/auth/login", JSON, length(SMALL)), SMALL),
    "a page": (405, head("POST /login", length(SMALL)), SMALL),
    "a check with a body": (401, head("GET /api/auth/me", length(SMALL)), SMALL),
    "no body wanted": (200, head("HEAD /healthz", length(SMALL)), SMALL),
}  # fmt: skip
TOO_LARGE = {
    "a byte": (head(LOGIN, JSON, length(LARGE)), LARGE),
    "ten megabytes": (head(LOGIN, JSON, length(HUGE)), HUGE),
    "a byte, in chunks": (head(LOGIN, JSON, CHUNKED), chunked(LARGE)),
    "ten megabytes, in chunks": (head(LOGIN, JSON, CHUNKED), chunked(HUGE)),
}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    folder = tmp_path_factory.mktemp("kept")
    with Node(folder, REQUEST_LIMITS="999999/60", TRUSTED_PROXIES="1") as server:
        yield server


@pytest.fixture(scope="module")
def nginx(node: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of the proxy that we ship, whose connections to the server everybody shares."""
    port = free_port()
    with NginxFront(tmp_path_factory.mktemp("nginx"), port, [node.port]):
        yield port


@pytest.mark.parametrize("name", REFUSED)
def test_the_next_request_is_answered(node: Node, name: str) -> None:
    status, before, body = REFUSED[name]
    method = before.split()[0].decode()
    for _ in range(TIMES):
        with Wire(node.port) as wire:
            assert wire.send(before, body).told(method)[:2] == (status, False)
            assert wire.send(NEXT).told()[:2] == (200, False)


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_body_too_large_is_answered_and_ends_the_connection(node: Node, name: str) -> None:
    for _ in range(TIMES if "ten" not in name else 5):
        with Wire(node.port) as wire:
            told = wire.send(*TOO_LARGE[name]).told()
            assert told[:2] == (413, True)
            assert b"body_too_large" in told.body
            assert wire.is_closed()


def test_a_body_too_large_is_not_asked_for(node: Node) -> None:
    sent = head(LOGIN, JSON, length(HUGE), "Expect: 100-continue")
    with Wire(node.port) as wire:
        assert wire.send(sent).told()[:2] == (413, True)


def test_a_body_that_is_asked_for_is_read(node: Node) -> None:
    sent = head(LOGIN, JSON, length(b"{}"), "Expect: 100-continue")
    with Wire(node.port) as wire:
        wire.send(sent)
        assert wire.socket.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert wire.send(b"{}").told()[:2] == (400, False)


def test_requests_that_are_sent_ahead_are_answered_in_turn(node: Node) -> None:
    _, before, body = REFUSED["another type"]
    with Wire(node.port) as wire:
        wire.send(before + body + NEXT + before + body + NEXT)
        assert [wire.told().status for _ in range(4)] == [415, 200, 415, 200]


def test_bodies_that_never_come_hold_nobody_up_and_are_let_go(node: Node) -> None:
    sent = head(LOGIN, JSON, length(SMALL))
    with ExitStack() as stack:
        slow = [stack.enter_context(Wire(node.port)).send(sent) for _ in range(80)]
        begun = time.monotonic()
        with Wire(node.port) as wire:
            assert wire.send(NEXT).told().status == 200
        assert time.monotonic() - begun < 5
        for each in slow:
            told = each.told()
            assert (told.status, told.is_last) == (400, True)
            assert json.loads(told.body)["code"] == "invalid_request"
            assert each.is_closed()


@pytest.mark.parametrize("broken", [b"zz\r\nhello\r\n0\r\n\r\n", b"5\r\nhelloo\r\n"])
def test_a_body_that_is_none_is_refused(node: Node, broken: bytes) -> None:
    with Wire(node.port) as wire:
        assert wire.send(head(LOGIN, JSON, CHUNKED), broken).told()[:2] == (
            400,
            True,
        )


def test_behind_a_proxy_nobody_meets_what_another_left(nginx: int) -> None:
    for status, before, body in REFUSED.values():
        for _ in range(TIMES // 4):
            with Wire(nginx) as refused, Wire(nginx) as other:
                method = before.split()[0].decode()
                assert refused.send(before, body).told(method).status == status
                assert other.send(head("GET /api/auth/me")).told().status == 401


def test_behind_a_proxy_a_body_too_large_is_told_so(nginx: int) -> None:
    for before, body in TOO_LARGE.values():
        if len(body) < 60_000:
            with Wire(nginx) as refused, Wire(nginx) as other:
                assert b"body_too_large" in refused.send(before, body).told().body
                assert other.send(head("GET /api/auth/me")).told().status == 401
