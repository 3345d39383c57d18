"""How a path is read: one spelling for every layer, and 404 for each other one."""

from collections.abc import Iterable

from flask import Flask
from werkzeug.exceptions import NotFound

from app.web.exchange import Environ
from app.web.middleware import Application, Start


class OneSpelling:
    """Keeps from all layers behind it what they would read differently.

    Werkzeug takes `//api/…` and `api/…` for `/api/…`; proxies' rules and our own do not. Control
    characters are in no address of ours, and PostgreSQL takes no U+0000.
    """

    def __init__(self, app: Flask) -> None:
        """Stand before all that `app` answers with so far."""
        self._app = app
        self._next: Application = app.wsgi_app

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        if _is_plain(environ.get("PATH_INFO", "")):
            return self._next(environ, start_response)
        with self._app.request_context(environ):
            answer = self._app.make_response(self._app.handle_user_exception(NotFound()))
        return answer(environ, start_response)


def _is_plain(path: str) -> bool:
    # A request line can name a host alone: Werkzeug would redirect to what the client calls Host.
    if path[:1] != "/" or path[1:2] == "/":
        return False
    return path.isprintable() or path.encode("latin-1").decode("utf-8", "replace").isprintable()
