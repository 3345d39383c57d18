"""Promise: on the server that we ship a header under another spelling (`X_Forwarded_For`), or given
twice, neither counts nor takes the place of the proxy's own (R53, R72, R83)."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPMessage, HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.live import LiveServer

ANN, PASSWORD = "ann@example.com", "correct horse battery"
Lines = list[str]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    more = {"TRUSTED_PROXIES": "1", "TWO_FACTOR_POLICY": "optional"}
    with LiveServer(tmp_path_factory.mktemp("twins"), **more) as found:
        made = found.flask("users", "create", "--email", ANN, "--password", PASSWORD)
        assert made.returncode == 0, made.stderr
        yield found


class Told(NamedTuple):
    status: int
    headers: HTTPMessage
    json: Any


def send(server: LiveServer, line: str, lines: Lines, body: str = "") -> Told:
    """Send header lines as they are, in their order."""
    head = [f"{line} HTTP/1.1", f"Host: localhost:{server.port}", "Connection: close", *lines]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall("\r\n".join([*head, "", body]).encode())
        with HTTPResponse(wire) as answer:
            answer.begin()
            return Told(answer.status, answer.headers, json.loads(answer.read()))


def log_in(server: LiveServer, *lines: str) -> Told:
    body = json.dumps({"email": ANN, "password": PASSWORD})
    return send(server, "POST /api/auth/login", [*lines], body)


def both_orders(*lines: str) -> list[Lines]:
    """The order in which a server meets two names changes with what else is sent."""
    return [
        [*more, *each]
        for each in (list(lines), list(reversed(lines)))
        for more in ([], ["Accept: */*", "Accept-Language: de", "X-A: 1", "X_B: 2"])
    ]


def test_a_twin_of_the_origin_check_counts_for_nothing_r72(server: LiveServer) -> None:
    for lines in both_orders("Sec-Fetch-Site: cross-site", "Sec_Fetch_Site: same-origin"):
        answer = log_in(server, *lines)
        assert (answer.status, answer.json["code"]) == (403, "cross_origin")
    assert log_in(server, "Origin: https://evil.example", "Sec_Fetch_Site: none").status == 403
    assert log_in(server, "Sec_Fetch_Site: cross-site").status == 200


def test_a_twin_of_the_clients_address_counts_for_nothing_r53(server: LiveServer) -> None:
    own = "X-Forwarded-For: 198.51.100.1"
    twins = ("X_Forwarded_For", "X-Forwarded_For", "X_Forwarded-For", "x_forwarded_for")
    for lines in [each for twin in twins for each in both_orders(own, f"{twin}: 6.6.6.6")]:
        cookies = log_in(server, *lines).headers.get_all("Set-Cookie", [])
        sent = "; ".join(each.partition(";")[0] for each in cookies)
        told = send(server, "GET /api/auth/sessions", [f"Cookie: {sent}"]).json
        assert [each["ip"] for each in told["sessions"] if each["current"]] == ["198.51.100.1"]


def test_a_twin_of_the_address_that_a_proxy_tells_counts_for_nothing_r83(
    server: LiveServer,
) -> None:
    own, twin = f"{server.url}/own", f"{server.url}/twin"
    nginx = both_orders(f"X-Original-URL: {own}", f"X_Original_URL: {twin}")
    caddy = [
        ["X-Forwarded-Proto: http", f"X-Forwarded-Host: {urlsplit(own).netloc}", *lines]
        for lines in both_orders("X-Forwarded-Uri: /own", "X_Forwarded_Uri: /twin")
    ]
    for path, asked in (("auth-request", nginx), ("forward-auth", caddy)):
        for lines in asked:
            where = str(send(server, f"GET /api/authz/{path}", lines).headers["Location"])
            assert parse_qs(urlsplit(where).query) == {"rd": [own]}, lines


@pytest.mark.parametrize("value", ["https://evil.example/", "http://localhost/", ""])
def test_an_address_that_a_proxy_tells_twice_closes_the_app_r83(
    server: LiveServer, value: str
) -> None:
    own = "X-Original-URL: http://localhost/own"
    for lines in both_orders(own, f"X-Original-URL: {value}"):
        answer = send(server, "GET /api/authz/auth-request", lines)
        assert (answer.status, answer.json["code"]) == (403, "forbidden")
    for lines in both_orders("X-Forwarded-Host: localhost", f"X-Forwarded-Host: {value}"):
        assert send(server, "GET /api/authz/forward-auth", lines).status == 403


def test_other_spellings_of_a_call_reach_none_and_are_not_stored_r76(server: LiveServer) -> None:
    for path in ("//api/auth/me", "/%2fapi/auth/me", "/api;x/auth/me", "/./api/auth/me", "/%00"):
        answer = send(server, f"GET {path}", [])
        assert (answer.status, answer.headers["Cache-Control"]) == (404, "no-store"), path
