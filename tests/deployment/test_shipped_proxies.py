"""Promise: behind the shipped nginx and Caddy files the product sees the one true client, and no
header under another spelling makes a different one (R53, R83)."""

import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.faults.nodes import DEPLOY, FRONTS, METRICS, Front, NginxFront, Node
from tests.faults.visitor import Answer, Visitor, enrolled_visitor
from tests.ports import free_port

FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X_Forwarded_For": "203.0.113.8",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.10",
}


@dataclass
class Site:
    node: Node
    visitor: Visitor


@contextmanager
def behind(front: type[Front], tmp_path: Path) -> Iterator[Site]:
    port = free_port()
    url = f"http://localhost:{port}"
    more = {"PUBLIC_URL": url, "TRUSTED_PROXIES": "1", "METRICS_TOKEN": METRICS}
    with (
        Node(tmp_path, **more) as node,
        front(tmp_path / "front", port, [node.port]),
    ):
        yield Site(node, enrolled_visitor(node.inside(), url, "ann@example.com"))


@pytest.fixture(params=FRONTS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with behind(FRONTS[request.param], tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def nginx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with behind(NginxFront, tmp_path_factory.mktemp("nginx")) as found:
        yield found


def test_forged_addresses_count_for_nothing_r53(site: Site) -> None:
    ann = site.visitor
    ann.log_in(**FORGED)
    assert ann.verify(ann.code(), **FORGED).status == 200
    [session] = ann.get("sessions").json["sessions"]
    assert session["ip"] == "127.0.0.1"
    seen = {each["ip"] for each in ann.get("events").json["events"] if each["ip"]}
    assert seen == {"127.0.0.1"}


def test_the_inside_is_not_shown(site: Site) -> None:
    bearer = {"Authorization": f"Bearer {METRICS}"}
    assert site.visitor.get("/metrics", **bearer).status == 404
    assert site.visitor.get("/readyz").status == 404
    assert site.visitor.get("/healthz").status == 200


def assert_refused(answer: Answer, status: int, code: str) -> None:
    """What every error of every layer has."""
    assert answer.status == status
    assert answer.json["code"] == code
    assert answer.json["message"]
    assert re.fullmatch(r"[0-9a-f-]{22,36}", answer.json["requestId"])
    assert "no-store" in answer.headers["Cache-Control"]


def raw(site: Site, head: str) -> Answer:
    """Send what no client's library would."""
    place = ("127.0.0.1", urlsplit(site.visitor.base).port or 0)
    with socket.create_connection(place) as wire, HTTPResponse(wire) as response:
        wire.sendall(f"{head}\r\n\r\n".encode())
        response.begin()
        kind = response.headers["Content-Type"]
        assert kind.startswith("application/json"), kind
        return Answer(response.status, json.loads(response.read()), response.headers)


@pytest.mark.parametrize("size", [20_000, 100_000])
def test_too_large_a_body_is_refused_in_our_words(site: Site, size: int) -> None:
    answer = site.visitor.post("login", {"email": "a@example.com", "password": "x" * size})
    assert_refused(answer, 413, "body_too_large")


def test_what_nginx_refuses_has_our_shape(nginx: Site) -> None:
    host = "Host: localhost"
    for status, head in (
        (400, f"GET /api/auth/me HTTP/1.1\r\n{host}\r\n{host}"),
        (400, "GET /api/auth/me HTTP/1.1"),
        (400, f"GET /%zz HTTP/1.1\r\n{host}"),
        (400, f"\x01 / HTTP/1.1\r\n{host}"),
        (414, f"GET /api/auth/{'x' * 40_000} HTTP/1.1\r\n{host}"),
        (431, f"GET /api/auth/me HTTP/1.1\r\n{host}\r\nX: {'x' * 40_000}"),
        (505, f"GET /api/auth/me HTTP/3.0\r\n{host}"),
    ):
        assert_refused(raw(nginx, head), status, "invalid_request")
    trace = raw(nginx, f"TRACE /api/auth/me HTTP/1.1\r\n{host}")
    assert_refused(trace, 405, "method_not_allowed")


def test_a_crowd_of_connections_of_one_client_is_told_when_to_come_back(nginx: Site) -> None:
    place = ("127.0.0.1", urlsplit(nginx.visitor.base).port or 0)
    slow = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(100):
            wire = stack.enter_context(socket.create_connection(place))
            wire.sendall(slow)
        answer = raw(nginx, "GET /api/auth/me HTTP/1.1\r\nHost: localhost")
    assert_refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == str(answer.json["retryAfter"]) == "5"


def test_without_a_node_the_answer_is_503(site: Site) -> None:
    site.node.kill()
    answer = site.visitor.log_in()
    assert_refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == str(answer.json["retryAfter"]) == "5"


def test_nginx_lets_an_idle_connection_go_before_second_lock_does() -> None:
    for name in ("second-lock.conf", "second-lock-http.conf"):
        text = (DEPLOY / "nginx" / name).read_text()
        kept = re.findall(
            r"(?s)upstream \w+ \{.*?\bkeepalive \d+;.*?keepalive_timeout (\d+)s;.*?\}", text
        )
        assert len(kept) == text.count("\nupstream "), name
        assert all(int(seconds) < 30 for seconds in kept)
