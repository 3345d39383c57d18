"""The address on which `flask serve` listens."""

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
    """Return the IP address of a host name; raises ConfigError.

    IPv4 is preferred.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ConfigError(f"HOST {host} is no address of this machine") from None
    return str(min(found, key=lambda each: each[0] != socket.AF_INET)[4][0])


@contextmanager
def sole_listener(address: str, port: int) -> Iterator[None]:
    """Keep other servers from a port during the block.

    The processes of one server share their port by SO_REUSEPORT. The processes of a second server
    would share it too, and would answer half of the requests unnoticed. Raises ConfigError where
    another server listens, or where the address or port cannot be used.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as guard:
        try:
            guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # after a stop (TIME_WAIT)
            guard.bind((address, port))
            guard.listen()  # if two servers come this far, it fails for one
            _step_aside(guard)
        except OSError as wrong:
            reason = _REASONS.get(
                wrong.errno or 0, f"HOST {{host}}, PORT {{port}}: {wrong.strerror}"
            )
            raise ConfigError(reason.format(host=address, port=port)) from None
        yield


def _step_aside(guard: socket.socket) -> None:
    """Stop listening, but keep the port for sockets that share it.

    On Linux a socket stays bound after it stops to listen. Elsewhere one socket serves all
    processes and does not share its port, so the guard is closed.
    """
    if sys.platform != "linux":
        guard.close()
        return
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 0)
    guard.shutdown(socket.SHUT_RDWR)
