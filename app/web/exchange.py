"""The facts of a request that all layers share.

They are its id, origin, start time, route and user.
"""

import os
import time
from contextlib import suppress
from secrets import token_hex
from typing import Any

from flask import has_request_context, request

from app.core.act import Act
from app.core.request_origin import RequestOrigin, address_in, printable
from app.extensions import now

Environ = dict[str, Any]
# Set in the environ of a request that may read, but not write or wait.
AT_ONCE = "second_lock.at_once"
_KEY = "second_lock.exchange"
# A proxy may pass on any text from its client. An address must fit its column (RFC 4291: at most 45
# characters).
_LONGEST_ADDRESS, _LONGEST_TOLD = 45, 100
_LONGEST_AGENT, _LONGEST_METHOD, _LONGEST_ACCEPTS = 300, 10, 200
_ID_BYTES, _DRAWN_AT_ONCE = 11, 64


class Later(Exception):
    """A request that was tried at once needs a thread."""


class _Ids:
    """Random ids of 88 bits, drawn for 64 requests at once.

    Each system call releases the GIL, so that one for each id would be slow. A counter as id would
    tell strangers the number of requests.
    """

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
    """The facts of one request.

    `route` is the pattern of the rule and never the path, which may hold any text. `user_id` is
    the user, once known. `wait` is the seconds that the client must wait, or None, once the request
    `is_counted`.
    """

    __slots__ = (
        "_accepts", "_address", "_agent", "_origin",
        "begun", "is_api", "is_counted", "method", "request_id", "route", "user_id", "wait",
    )  # fmt: skip

    def __init__(self, environ: Environ) -> None:
        """Start the clock and draw the id.

        The id never comes from the client. The address is REMOTE_ADDR, which only trusted proxies
        can set.
        """
        self.begun = time.perf_counter()
        self.request_id = _ids.next()
        # Cut to the stored length, because a log that nobody reads keeps thousands of exchanges.
        self.method: str = environ["REQUEST_METHOD"][:_LONGEST_METHOD]
        self.is_api = f"{environ.get('PATH_INFO', '')}/".startswith("/api/")
        self.route = ""
        self.user_id: str | None = None
        self.is_counted = False
        self.wait: int | None = None
        self._address: str = (environ.get("REMOTE_ADDR") or "")[:_LONGEST_TOLD]
        self._agent: str = environ.get("HTTP_USER_AGENT", "")[:_LONGEST_AGENT]
        self._accepts: str = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:_LONGEST_ACCEPTS]
        self._origin: RequestOrigin | None = None

    @property
    def origin(self) -> RequestOrigin:
        """The origin, for limits and the history."""
        if self._origin is None:
            # Cut without port and brackets: the longest address just fits its column.
            ip = address_in(self._address)[:_LONGEST_ADDRESS]
            agent = printable(self._agent)
            self._origin = RequestOrigin(ip, agent, self.request_id, self._accepts)
        return self._origin

    def seconds(self) -> float:
        """Return the seconds since the request began."""
        return time.perf_counter() - self.begun


def exchange_of(environ: Environ) -> Exchange:
    """Return the exchange of a request, the same one for every layer."""
    found: Exchange | None = environ.get(_KEY)
    if found is None:
        found = environ[_KEY] = Exchange(environ)
    return found


def request_id() -> str:
    """Return the id of the current request, or "" outside of one."""
    return exchange_of(request.environ).request_id if has_request_context() else ""


def current_origin() -> RequestOrigin:
    """Return the origin of the current request.

    Only trusted proxies can name another address than the connection's.
    """
    return exchange_of(request.environ).origin


def asked_language() -> str:
    """Return the language that the current request asks for.

    It is empty outside of a request.
    """
    return exchange_of(request.environ).origin.language if has_request_context() else ""


def current_act() -> Act:
    """Return the origin of the current request, and the time."""
    return Act(current_origin(), now())


def note_user(user_id: str) -> None:
    """Note the user of the current request for the access log."""
    exchange_of(request.environ).user_id = user_id
