"""Ports for the servers of the tests."""

import os
import random
import socket
from collections.abc import Iterator
from itertools import cycle

# Below those that the system lends to outgoing connections, so that none of these takes a port
# between the look and the server's own bind. Each process of the tests has a range of its own.
_FIRST, _EACH = 10_000, 2_000


def _own_range() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw9").removeprefix("gw")) % 10
    ports = [*range(_FIRST + worker * _EACH, _FIRST + (worker + 1) * _EACH)]
    begin = random.randrange(_EACH)
    return cycle(ports[begin:] + ports[:begin])


_own = _own_range()


def free_port() -> int:
    """Return a port that nobody listens on; no other call returns it soon."""
    while not _is_free(port := next(_own)):
        pass
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
