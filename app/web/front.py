"""What every request meets first and every answer last: an id and a clock, the browser defences, a
line in the log, a place in the metrics.

It stands before Flask, so that no answer leaves without, however it came about.
"""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, request

from app.extensions import Runtime
from app.web import logs
from app.web.exchange import Environ, Exchange, exchange_of
from app.web.headers import Headers, defended
from app.web.metrics import Metrics

Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class Front:
    """The outermost layer but for the proxies'."""

    def __init__(self, app: Flask) -> None:
        """Stand before all that `app` answers with so far."""
        self._next: Application = app.wsgi_app
        self._runtime: Runtime = app.extensions["second_lock"]
        self._metrics: Metrics = app.extensions["metrics"]

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        # No view is a websocket: who asks whether one may be opened gets the answer to that.
        environ.pop("HTTP_UPGRADE", None)
        exchange = exchange_of(environ)

        def start(status: str, headers: Headers, *trouble: Any) -> Any:
            self._tell(exchange, int(status[:3]))
            is_https = self._runtime.settings.is_https
            return start_response(status, defended(headers, exchange, is_https=is_https), *trouble)

        return self._next(environ, start)

    def _tell(self, exchange: Exchange, status: int) -> None:
        if self._runtime.settings.metrics_token is not None:
            self._metrics.observe(exchange, status)
        logs.write(exchange, status, self._runtime.clock)


def init_front(app: Flask) -> None:
    """Put the front before the application, and let it know the route that is taken."""
    app.wsgi_app = Front(app)  # type: ignore[method-assign]
    app.before_request(_note_route)


def _note_route() -> None:
    if request.url_rule is not None:
        exchange_of(request.environ).route = request.url_rule.rule
