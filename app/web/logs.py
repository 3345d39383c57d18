"""One line of JSON per request: who asked which route, how it ended and how long it took."""

import json
import sys
from collections.abc import Callable

from app.core.clock import Clock
from app.web.exchange import Exchange
from app.web.line_writer import LineWriter

# Not `logging`: what it does around a line costs more than all else that is done for the line.
_listeners: list[Callable[[str], object]] = []


def listen(hear: Callable[[str], object] | None = None) -> None:
    """Hand every line to `hear`, or write it to standard error, as a server's processes do."""
    _listeners.append(hear or LineWriter(sys.stderr.fileno()).write)


def write(exchange: Exchange, status: int, clock: Clock) -> None:
    """Write the line of an answer, where somebody listens."""
    if not _listeners:
        return
    # The route and never the address: whoever types a password into the address bar must not
    # find it in the log. No cookie, no header, no body either.
    line = {
        "at": clock.now().isoformat(timespec="milliseconds"),
        "requestId": exchange.client.request_id,
        "userId": exchange.user_id,
        "ip": exchange.client.ip,
        "method": exchange.method[:10],
        "route": exchange.route,
        "status": status,
        "ms": round(exchange.seconds() * 1000, 1),
    }
    text = json.dumps(line)
    for hear in _listeners:
        hear(text)
