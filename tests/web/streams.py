"""An application that streams without end, on the server that we ship, and tells how far it is."""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from app.cli.serve import server_of
from app.web.gateway import Gateway
from app.web.streaming import STREAMED
from tests.conftest import make_settings

PART = b"x" * 65_536
_made = {"parts": 0, "begun": 0, "closed": 0}


class _Parts:
    """Numbered parts: so many, or for ever."""

    def __init__(self, parts: Iterable[int]) -> None:
        self._numbers = iter(parts)
        _made["begun"] += 1

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        number = next(self._numbers)
        _made["parts"] += 1
        return f"{number:08}".encode() + PART

    def close(self) -> None:
        _made["closed"] += 1


class _Broken(_Parts):
    """Parts of which the third one fails."""

    def __next__(self) -> bytes:
        part = super().__next__()
        if part.startswith(b"00000002"):
            raise RuntimeError("nothing more to tell")
        return part


def app(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    if path == "/made":
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(_made).encode()]
    environ[STREAMED] = True
    start("200 OK", [("Content-Type", "application/octet-stream")])
    if environ["REQUEST_METHOD"] == "HEAD":
        return _Parts([])
    if path == "/broken":
        return _Broken(count())
    return _Parts(count() if path == "/endless" else range(int(path[1:])))


served = Gateway(app, threads=2)

if __name__ == "__main__":
    server_of(
        "tests.web.streams:served", make_settings(port=int(sys.argv[1])), address="127.0.0.1"
    ).serve()
