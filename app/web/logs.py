"""One line of JSON per request: who asked which route, how it ended and how long it took."""

import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
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
    exchange = line.exchange
    at, milliseconds = line.at.isoformat(timespec="milliseconds"), round(line.seconds * 1000, 1)
    asked = _asked(
        exchange.user_id, exchange.client.ip, exchange.method, exchange.route, line.status
    )
    return f'{{"at": "{at}", "requestId": "{exchange.request_id}", {asked}, "ms": {milliseconds}}}'


@lru_cache(maxsize=512)
def _asked(user_id: str | None, ip: str, method: str, route: str, status: int) -> str:
    # Who asks once asks again, and to spell it takes longer than the rest of the line.
    # The route and never the address: whoever types a password into the address bar must not
    # find it in the log. No cookie, no header, no body either.
    fields = {"userId": user_id, "ip": ip, "method": method, "route": route, "status": status}
    return json.dumps(fields).removeprefix("{").removesuffix("}")
