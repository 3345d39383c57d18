"""One request and its answer, as every layer knows them: sender, beginning, route, and whose."""

import os
import time
from contextlib import suppress
from secrets import token_hex
from typing import Any

from flask import has_request_context, request

from app.core.client import Client, address_in, printable

Environ = dict[str, Any]
_KEY = "second_lock.exchange"
# A proxy that hands on what it was sent must not fill a column (RFC 4291: 45 characters at most).
_LONGEST_ADDRESS, _LONGEST_TOLD = 45, 100
_LONGEST_AGENT, _LONGEST_METHOD = 300, 10
_ID_BYTES, _DRAWN_AT_ONCE = 11, 64


class _Ids:
    """Random ids of 88 bits, drawn for many requests at once: each call of the system hands the
    interpreter on. A number that counts would tell strangers how much there is to do."""

    def __init__(self) -> None:
        self._drawn: list[str] = []
        os.register_at_fork(after_in_child=self._drawn.clear)

    def next(self) -> str:
        with suppress(IndexError):
            return self._drawn.pop()
        drawn = token_hex(_ID_BYTES * _DRAWN_AT_ONCE)
        length = len(drawn) // _DRAWN_AT_ONCE
        first, *rest = (drawn[at : at + length] for at in range(0, len(drawn), length))
        self._drawn.extend(rest)
        return first


_ids = _Ids()


class Exchange:
    """What is known of a request besides what it asks. `route` is the pattern and never the
    address, which may hold anything; `user_id` is whose request it turned out to be; `wait` how
    many seconds its sender has to, once it `is_counted`."""

    __slots__ = (
        "_address", "_agent", "_client",
        "begun", "is_api", "is_counted", "method", "request_id", "route", "user_id", "wait",
    )  # fmt: skip

    def __init__(self, environ: Environ) -> None:
        """Begin now. The id is made here and never taken from the client; the address is the one
        that the trusted proxies alone tell."""
        self.begun = time.perf_counter()
        self.request_id = _ids.next()
        # Cut to what is kept of it: a log that nobody reads holds thousands of these.
        self.method: str = environ["REQUEST_METHOD"][:_LONGEST_METHOD]
        self.is_api = f"{environ.get('PATH_INFO', '')}/".startswith("/api/")
        self.route = ""
        self.user_id: str | None = None
        self.is_counted = False
        self.wait: int | None = None
        self._address: str = (environ.get("REMOTE_ADDR") or "")[:_LONGEST_TOLD]
        self._agent: str = environ.get("HTTP_USER_AGENT", "")[:_LONGEST_AGENT]
        self._client: Client | None = None

    @property
    def client(self) -> Client:
        """The sender, as limits count and the history keeps him."""
        if self._client is None:
            # Cut after the wrapping is gone: the longest address just fits its column.
            ip = address_in(self._address)[:_LONGEST_ADDRESS]
            agent = printable(self._agent)
            self._client = Client(ip, agent, self.request_id)
        return self._client

    def seconds(self) -> float:
        """Return how long it has taken so far."""
        return time.perf_counter() - self.begun


def exchange_of(environ: Environ) -> Exchange:
    """Return the exchange of a request, the same one for every layer."""
    found: Exchange | None = environ.get(_KEY)
    if found is None:
        found = environ[_KEY] = Exchange(environ)
    return found


def request_id() -> str:
    """Return the id of the current request, or nothing outside of one."""
    return exchange_of(request.environ).request_id if has_request_context() else ""


def current_client() -> Client:
    """Return the sender of the current request, seen through the trusted proxies alone."""
    return exchange_of(request.environ).client


def note_user(user_id: str) -> None:
    """Remember who the current request belongs to, for its line in the log."""
    exchange_of(request.environ).user_id = user_id
