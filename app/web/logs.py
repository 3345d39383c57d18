"""One line of JSON per request: who asked which route, how it ended and how long it took."""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress

from flask import Flask, Response, g, request

from app.extensions import now
from app.web.client import current_client, request_id
from app.web.metrics import route_of_request, seconds_so_far

# Not `logging`: what it does around a line costs more than all else that is done for the line.
_listeners: list[Callable[[str], object]] = []


def init_logs(app: Flask) -> None:
    """Write a line when a request is answered, where somebody listens."""
    app.after_request(_write)


def listen(hear: Callable[[str], object] | None = None) -> None:
    """Hand every line to `hear`, or write it to standard error, as a server's processes do."""
    _listeners.append(hear or _to_standard_error)


def note_user(user_id: str) -> None:
    """Remember who the current request belongs to, for its line."""
    g.user_id = user_id


def _write(response: Response) -> Response:
    if _listeners:
        # The route and never the address: whoever types a password into the address bar must not
        # find it in the log. No cookie, no header, no body either.
        line = {
            "at": now().isoformat(timespec="milliseconds"),
            "requestId": request_id(),
            "userId": g.get("user_id"),
            "ip": current_client().ip,
            "method": request.method[:10],
            "route": route_of_request(),
            "status": response.status_code,
            "ms": round(seconds_so_far() * 1000, 1),
        }
        text = json.dumps(line)
        for hear in _listeners:
            hear(text)
    return response


def _to_standard_error(line: str) -> None:
    # One call of the system a line: lines of several threads and processes never mix. Nobody is
    # refused because nobody reads.
    with suppress(OSError):
        os.write(sys.stderr.fileno(), f"{line}\n".encode())
