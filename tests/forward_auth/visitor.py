"""A browser that reaches every host of the tests over TLS and keeps cookies as browsers do."""

import base64
import json
import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPResponse
from typing import Any
from urllib.parse import parse_qs, urlsplit

Headers = Iterable[tuple[str, str]]
PAGE = (("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("Sec-Fetch-Mode", "navigate"))
JSON = (("Accept", "application/json"),)
SOCKET = (
    ("Upgrade", "websocket"),
    ("Connection", "Upgrade"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", base64.b64encode(b"sixteen bytes of").decode()),
)
# What an app is told about who it is.
NAMES = ("Remote-User", "Remote-Email", "Remote-Name", "Remote-Groups")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(found) < 2, found
        return found[0] if found else None

    @property
    def need(self) -> str | None:
        """The whole query of the login page's address, as the page hands it on."""
        return urlsplit(self.header("Location") or "").query

    def seen(self, name: str) -> list[str]:
        """What the app saw under a name, the CGI way: `-` and `_` are one."""
        folded = name.lower().replace("-", "_")
        pairs = self.json["headers"]
        return [value for key, value in pairs if key.lower().replace("-", "_") == folded]


@dataclass
class Visitor:
    """One browser; `cookies` by domain, where a leading dot means the hosts below too."""

    trust: ssl.SSLContext
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def connect(self, url: str) -> ssl.SSLSocket:
        """Open a TLS connection to the host of an address."""
        parts = urlsplit(url)
        plain = socket.create_connection(("127.0.0.1", parts.port or 443), timeout=30)
        return self.trust.wrap_socket(plain, server_hostname=parts.hostname)

    def write(
        self, wire: ssl.SSLSocket, url: str, *, method: str, headers: Headers, body: bytes = b""
    ) -> None:
        """Send a request byte by byte as told: names are neither checked nor joined."""
        parts = urlsplit(url)
        target = url.partition(parts.netloc)[2] or "/"
        sent = [("Host", parts.netloc), *headers]
        names = {name.lower() for name, _ in sent}
        if "cookie" not in names and (held := self.cookie_header(parts.hostname or "")):
            sent.append(("Cookie", held))
        if body:
            sent.append(("Content-Length", str(len(body))))
        if "connection" not in names:
            sent.append(("Connection", "close"))
        head = "".join(f"{name}: {value}\r\n" for name, value in sent)
        wire.sendall(f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode() + body)

    def send(
        self, url: str, *, method: str = "GET", headers: Headers = JSON, body: bytes = b""
    ) -> Answer:
        """Send one request and keep the cookies of its answer."""
        with self.connect(url) as wire:
            with suppress(ssl.SSLEOFError, ConnectionError):  # who refuses need not read the body
                self.write(wire, url, method=method, headers=headers, body=body)
            response = HTTPResponse(wire, method=method)
            response.begin()
            answer = Answer(response.status, response.getheaders(), response.read())
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                self._keep(value, urlsplit(url).hostname or "")
        return answer

    def post(self, url: str, body: Any, *headers: tuple[str, str]) -> Answer:
        """Send JSON."""
        kind = ("Content-Type", "application/json")
        sent = json.dumps(body).encode()
        return self.send(url, method="POST", headers=(kind, *headers), body=sent)

    def cookie_header(self, host: str) -> str:
        """The cookies that a browser would send to a host."""
        return "; ".join(
            f"{name}={value}"
            for (domain, name), value in self.cookies.items()
            if host == domain or (domain.startswith(".") and host.endswith(domain))
        )

    def _keep(self, line: str, host: str) -> None:
        first, *rest = [part.strip() for part in line.split(";")]
        name, _, value = first.partition("=")
        told = {part.partition("=")[0].lower(): part.partition("=")[2] for part in rest}
        domain = f".{told['domain']}" if "domain" in told else host
        if told.get("max-age") == "0" or not value:
            self.cookies.pop((domain, name), None)
        else:
            self.cookies[domain, name] = value


def query(text: str | None) -> dict[str, str]:
    """The names and values of a query."""
    return {name: values[0] for name, values in parse_qs(text or "").items()}
