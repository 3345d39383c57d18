"""One line of JSON per request: who asked which route, how it ended and how long it took."""

import json
import logging
import sys

from flask import Flask, Response, g, request

from app.extensions import now
from app.web.client import current_client, request_id
from app.web.metrics import route_of_request, seconds_so_far

_log = logging.getLogger("second_lock.requests")


def init_logs(app: Flask) -> None:
    """Write a line when a request is answered, where somebody listens."""
    app.after_request(_write)


def listen() -> None:
    """Send the lines to standard error: for a server's processes, which nobody else tells to."""
    if not _log.handlers:
        _log.addHandler(logging.StreamHandler(sys.stderr))
        _log.propagate = False
    _log.setLevel(logging.INFO)


def note_user(user_id: str) -> None:
    """Remember who the current request belongs to, for its line."""
    g.user_id = user_id


def _write(response: Response) -> Response:
    if _log.isEnabledFor(logging.INFO):
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
        _log.info(json.dumps(line))
    return response
