"""HTTP by hand, on one connection that is kept."""

import http.client
import socket
from contextlib import suppress
from typing import NamedTuple, Self

HOST = "Host: localhost"


class Told(NamedTuple):
    status: int
    is_last: bool
    body: bytes


def head(line: str, *headers: str | bytes) -> bytes:
    """Return the bytes before a body; text goes as UTF-8, bytes as they are."""
    lines = [f"{line} HTTP/1.1", HOST, *headers, "", ""]
    return b"\r\n".join(each if isinstance(each, bytes) else each.encode() for each in lines)


class Wire:
    """A connection to a port of this machine."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, *parts: bytes) -> Self:
        """Send each part by itself. Whoever was answered may find the other end closed."""
        with suppress(BrokenPipeError, ConnectionResetError):
            for each in parts:
                self.socket.sendall(each)
        return self

    def told(self, method: str = "GET") -> Told:
        """Read one answer, and nothing behind it."""
        answer = http.client.HTTPResponse(self.socket, method=method)
        answer.fp = self.socket.makefile("rb", 0)  # type: ignore[assignment]
        answer.begin()
        return Told(answer.status, answer.will_close, answer.read())

    def is_closed(self) -> bool:
        """Whether the other end closed in good order, with nothing more to say."""
        return self.socket.recv(1) == b""
