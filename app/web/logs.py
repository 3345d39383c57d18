"""One line of JSON per request: who asked which route, how it ended and how long it took."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from app.core.clock import Clock
from app.web.exchange import Exchange
from app.web.line_writer import LineWriter


class _Line(NamedTuple):
    at: datetime
    exchange: Exchange
    status: int
    seconds: float


# Not `logging`: what it does around a line costs more than all else that is done for the line.
_listeners: list[Callable[[_Line], object]] = []


def listen(hear: Callable[[str], object] | None = None) -> None:
    """Hand every line to `hear`, or write it to standard error, as a server's processes do."""
    if hear is not None:
        _listeners.append(lambda line: hear(_spelled(line)))
        return
    with suppress(AttributeError, OSError, ValueError):  # closed, or no file: nobody could read
        _listeners.append(LineWriter(sys.stderr.fileno(), _spelled).write)


def write(exchange: Exchange, status: int, clock: Clock) -> None:
    """Write the line of an answer, where somebody listens."""
    for hear in _listeners:
        hear(_Line(clock.now(), exchange, status, exchange.seconds()))


def _spelled(line: _Line) -> str:
    # The route and never the address: whoever types a password into the address bar must not
    # find it in the log. No cookie, no header, no body either.
    return json.dumps(
        {
            "at": line.at.isoformat(timespec="milliseconds"),
            "requestId": line.exchange.request_id,
            "userId": line.exchange.user_id,
            "ip": line.exchange.client.ip,
            "method": line.exchange.method,
            "route": line.exchange.route,
            "status": line.status,
            "ms": round(line.seconds * 1000, 1),
        }
    )
