"""Promise: behind the proxies that we ship, headers and bodies that come a byte at a time hold up
nobody else, and are let go (F14)."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.faults.invariants import check_invariants
from tests.faults.nodes import FRONTS, Node
from tests.faults.visitor import enrolled_visitor
from tests.ports import free_port

SLOW = 80
HEAD = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = HEAD + b"Content-Length: 500\r\n\r\n{"


@contextmanager
def slow_clients(port: int, sent: bytes) -> Iterator[list[socket.socket]]:
    """Many who began a request and do not end it."""
    with ExitStack() as stack:
        clients = []
        for _ in range(SLOW):
            client = stack.enter_context(
                closing(socket.create_connection(("127.0.0.1", port), timeout=5))
            )
            client.sendall(sent)
            clients.append(client)
        time.sleep(1)
        yield clients


@pytest.mark.parametrize("kind", FRONTS)
def test_f14_slow_headers_and_bodies_hold_nobody_up(kind: str, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    more = {"PUBLIC_URL": url, "TRUSTED_PROXIES": "1", "WORKERS": "2"}
    with (
        Node(tmp_path, REQUEST_LIMITS="999999/60", **more) as node,
        FRONTS[kind](tmp_path / kind, port, [node.port]),
    ):
        app = node.inside()
        ann = enrolled_visitor(app, url, "ann@example.com")
        with slow_clients(port, BODY) as bodies, slow_clients(port, HEAD):
            begun = time.monotonic()
            assert ann.log_in().status == 200
            assert ann.verify(ann.code()).status == 200
            assert ann.get("/healthz").status == 200
            # Whoever waited for the slow ones would wait for their ten seconds.
            assert time.monotonic() - begun < 8
            time.sleep(13)
            assert _is_let_go(bodies[0])
        assert ann.is_signed_in()
        check_invariants(app)


def _is_let_go(client: socket.socket) -> bool:
    """Whether the other side ended the connection, with or without a word."""
    client.settimeout(10)
    try:
        while client.recv(4096):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True
