"""Promise: where the system gives threads small stacks, no request ends a worker."""

import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.live import LiveServer

_BYTES = 120 * 1024  # on glibc it ends a worker, as the 128 kB of musl do
_SMALL = f"""
import os, resource, sys
_, most = resource.getrlimit(resource.RLIMIT_STACK)
resource.setrlimit(resource.RLIMIT_STACK, ({_BYTES}, most))
os.execv(sys.executable, [sys.executable, "-m", "flask", *sys.argv[1:]])
"""


class _Small(LiveServer):
    """A server whose threads get the small stacks of musl by default."""

    command = (sys.executable, "-c", _SMALL)


def _connection(server: LiveServer) -> HTTPConnection:
    return HTTPConnection("localhost", server.port, timeout=20)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_nested_json_is_answered(tmp_path: Path, opening: str) -> None:
    with _Small(tmp_path) as server, closing(_connection(server)) as connection:
        sent = {"Content-Type": "application/json", "Origin": server.url}
        for _ in range(3):
            connection.request("POST", "/api/auth/login", opening * 3000, sent)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 400
