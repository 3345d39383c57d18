"""The address that `flask serve` listens on: found, free, and ours alone."""

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.config import ConfigError

_REASONS = {
    errno.EADDRINUSE: "PORT {port} is taken: another server listens there",
    errno.EACCES: "PORT {port} is below 1024, which this user may not listen on",
    errno.EADDRNOTAVAIL: "HOST {host} is no address of this machine",
}


def address_of(host: str, port: int) -> str:
    """Return the address of a host's name, IPv4 where it has one; raises ConfigError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ConfigError(f"HOST {host} is no address of this machine") from None
    return str(min(found, key=lambda each: each[0] != socket.AF_INET)[4][0])


@contextmanager
def sole_listener(address: str, port: int) -> Iterator[None]:
    """Let nobody else begin to listen on a port meanwhile; raises ConfigError where somebody does.

    The server's processes share their port by SO_REUSEPORT, and so would a second server's: it
    would answer every second request in silence.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as guard:
        try:
            guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after a stop (TIME_WAIT)
            guard.bind((address, port))
            guard.listen()  # of two that come this far, one passes
            _step_aside(guard)
        except OSError as wrong:
            reason = _REASONS.get(
                wrong.errno or 0, f"HOST {{host}}, PORT {{port}}: {wrong.strerror}"
            )
            raise ConfigError(reason.format(host=address, port=port)) from None
        yield


def _step_aside(guard: socket.socket) -> None:
    """Take no connections, and keep the port for those alone that share it on purpose.

    Linux leaves a socket bound that listens no more. Elsewhere one socket serves all processes,
    and is made without sharing.
    """
    if sys.platform != "linux":
        guard.close()
        return
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    guard.shutdown(socket.SHUT_RDWR)
