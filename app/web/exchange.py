"""One request and its answer, as every layer knows them: sender, beginning, route, and whose."""

import time
from secrets import token_hex
from typing import Any

from app.core.client import Client, printable

Environ = dict[str, Any]
_KEY = "second_lock.exchange"
# A proxy that hands on what it was sent must not fill a column (RFC 4291: 45 characters at most).
_LONGEST_ADDRESS = 45
_ID_BYTES = 11


class Exchange:
    """What is known of a request besides what it asks. `route` is the pattern and never the
    address, which may hold anything; `user_id` is whose request it turned out to be."""

    __slots__ = ("begun", "client", "method", "path", "route", "user_id")

    def __init__(self, environ: Environ) -> None:
        """Begin now. The id is made here and never taken from the client; the address is the one
        that the trusted proxies alone tell."""
        self.begun = time.perf_counter()
        self.client = Client(
            ip=printable(environ.get("REMOTE_ADDR") or "")[:_LONGEST_ADDRESS],
            user_agent=printable(environ.get("HTTP_USER_AGENT", "")),
            request_id=token_hex(_ID_BYTES),
        )
        self.method: str = environ["REQUEST_METHOD"]
        self.path: str = environ.get("PATH_INFO", "")
        self.route = ""
        self.user_id: str | None = None

    def seconds(self) -> float:
        """Return how long it has taken so far."""
        return time.perf_counter() - self.begun


def exchange_of(environ: Environ) -> Exchange:
    """Return the exchange of a request, the same one for every layer."""
    found: Exchange | None = environ.get(_KEY)
    if found is None:
        found = environ[_KEY] = Exchange(environ)
    return found
