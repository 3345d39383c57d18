"""The outermost WSGI layers: request id, security headers, access log, metrics.

They wrap Flask, so that every answer passes them.
"""

import threading
from collections.abc import Callable, Iterable, Mapping
from contextvars import Context, copy_context
from typing import Any, NamedTuple, cast

from flask import Flask, Response, request

from app.extensions import Runtime
from app.web.exchange import AT_ONCE, Environ, Exchange, Later, exchange_of
from app.web.headers import Headers, defended
from app.web.monitoring import access_log
from app.web.monitoring.metrics import Metrics
from app.web.session_cookie import RotatingSessionInterface

Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]


class Front:
    """The outermost layer except ProxyFix."""

    def __init__(self, app: Flask) -> None:
        """Wrap the present WSGI application of `app`."""
        self._next: Application = app.wsgi_app
        self._runtime: Runtime = app.extensions["second_lock"]
        self._hsts = self._runtime.settings.hsts if self._runtime.settings.is_https else None
        self._metrics: Metrics = app.extensions["metrics"]

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        # A proxy that asks about another app's websocket gets that app's answer. Werkzeug would
        # look for a websocket route of ours, and there is none.
        environ.pop("HTTP_UPGRADE", None)
        exchange = exchange_of(environ)

        def start(status: str, headers: Headers, *trouble: Any) -> Any:
            self._tell(exchange, int(status[:3]))
            return start_response(status, defended(headers, exchange, hsts=self._hsts), *trouble)

        return self._next(environ, start)

    def _tell(self, exchange: Exchange, status: int) -> None:
        if self._runtime.settings.metrics_token is not None:
            self._metrics.observe(exchange, status)
        access_log.write(exchange, status, self._runtime.clock)


def init_front(app: Flask) -> None:
    """Wrap the application in Front, and note the route of each request."""
    app.wsgi_app = Front(app)  # type: ignore[method-assign]
    app.before_request(_note_route)


def _note_route() -> None:
    if request.url_rule is not None:
        exchange_of(request.environ).route = request.url_rule.rule


class FastResponse(NamedTuple):
    """The headers and body of a 200, equal to the view's."""

    headers: dict[str, str]
    body: bytes = b""

    def response(self) -> Response:
        """Return the same answer as a Flask response."""
        return Response(self.body, headers=self.headers)


# Takes the environ and the session cookie's content, before the view at an address. Returns None to
# leave the answer to the view.
FastCheck = Callable[[Environ, Mapping[str, Any]], FastResponse | None]


class FastPath:
    """Calls the check of an address before its view.

    The gateway first tries a check that may only read (`AT_ONCE`). One that has to write raises
    `Later`, and the request begins again in a thread (decision 0010).
    """

    def __init__(self, app: Flask, checks: Mapping[str, FastCheck]) -> None:
        """Wrap the present WSGI application; `checks` are by path."""
        self._app, self._checks = app, checks
        self._kept = threading.local()
        self._next: Application = app.wsgi_app
        runtime: Runtime = app.extensions["second_lock"]
        self._vary = "Cookie, Origin" if runtime.settings.token_origins else "Cookie"

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        check = self._checks.get(environ.get("PATH_INFO", ""))
        found = self._ask(check, environ) if check and _is_plain(environ) else None
        if found is None:
            if AT_ONCE in environ:
                raise Later
            return self._next(environ, start_response)
        exchange_of(environ).route = environ["PATH_INFO"]
        if isinstance(found, Response):
            return found(environ, start_response)
        length = ("Content-Length", str(len(found.body)))
        start_response("200 OK", [*found.headers.items(), length, ("Vary", self._vary)])
        return [found.body]

    def _ask(self, check: FastCheck, environ: Environ) -> FastResponse | Response | None:
        app, cookie = self._app, cast(RotatingSessionInterface, self._app.session_interface)
        try:
            if AT_ONCE in environ:
                return self._context().run(check, environ, cookie.held(app, environ))
            with app.app_context():
                return check(environ, cookie.held(app, environ))
        except Later:
            raise
        except Exception as wrong:  # the view would raise the same
            with app.request_context(environ):
                return app.make_response(app.handle_user_exception(wrong))

    def _context(self) -> Context:
        """Return this thread's context, in which the app's context stays open.

        To open and to close one takes 5 µs. What is tried at once only reads, and leaves nothing
        behind that the end of a context would clear away.
        """
        kept: Context | None = getattr(self._kept, "context", None)
        if kept is None:
            kept = self._kept.context = copy_context()
            kept.run(self._app.app_context().push)
        return kept


def _is_plain(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("CONTENT_LENGTH")
        and "HTTP_TRANSFER_ENCODING" not in environ
    )
