"""The way around Flask for a session check that ends well: what every page, and every request of
every app behind a proxy, asks.

Routing, contexts and hooks cost more than the check itself. Whatever is not a plain yes (no
session, a refusal, a body, another method) goes on to the view, as if nobody had looked.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, cast

from flask import Flask, Response

from app.web.exchange import Environ, exchange_of
from app.web.front import Application, Start
from app.web.session_cookie import RotatingSessionInterface


class Yes(NamedTuple):
    """The headers and the body of the view's own 200, word for word."""

    headers: dict[str, str]
    body: bytes = b""

    def response(self) -> Response:
        """Return the same for a view."""
        return Response(self.body, headers=self.headers)


# Asked before the view at an address with what the session cookie holds; None leaves the answer to
# the view.
Check = Callable[[Environ, Mapping[str, Any]], Yes | None]


class FastPath:
    """Asks the check of an address before the view behind it."""

    def __init__(self, app: Flask, checks: Mapping[str, Check]) -> None:
        """Stand before all that `app` answers with so far; `checks` by the path they answer."""
        self._app, self._checks = app, checks
        self._next: Application = app.wsgi_app

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        check = self._checks.get(environ.get("PATH_INFO", ""))
        if check is None or not _is_plain(environ):
            return self._next(environ, start_response)
        found = self._ask(check, environ)
        if found is None:
            return self._next(environ, start_response)
        exchange_of(environ).route = environ["PATH_INFO"]
        if isinstance(found, Response):
            return found(environ, start_response)
        length = ("Content-Length", str(len(found.body)))
        start_response("200 OK", [*found.headers.items(), length, ("Vary", "Cookie")])
        return [found.body]

    def _ask(self, check: Check, environ: Environ) -> Yes | Response | None:
        app, cookie = self._app, cast(RotatingSessionInterface, self._app.session_interface)
        try:
            with app.app_context():
                return check(environ, cookie.held(app, environ))
        except Exception as wrong:  # whatever it is, the view would raise it too
            with app.request_context(environ):
                return app.make_response(app.handle_user_exception(wrong))


def _is_plain(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] == "GET"
        and not environ.get("CONTENT_LENGTH")
        and "HTTP_TRANSFER_ENCODING" not in environ
    )
