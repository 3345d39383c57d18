"""The spelling of paths: one for each, and 404 for every other."""

from collections.abc import Iterable

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from app.web.exchange import Environ
from app.web.middleware import Application, Start


class RowId(BaseConverter):
    """An id in a path.

    It is no word of ours that stands at the same place, such as `options`.
    """

    regex = "(?!options$)[^/]+"


class OneSpelling:
    """Refuses the paths that the layers behind it would read differently.

    Werkzeug reads `//api/…` and `api/…` as `/api/…`; the rules of proxies and our own do not. None
    of our addresses has control characters, and PostgreSQL does not store U+0000.
    """

    def __init__(self, app: Flask) -> None:
        """Wrap the present WSGI application of `app`."""
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
    # A request target can be a URL without a path (`http://host`). Werkzeug would then redirect to
    # the client's Host.
    if path[:1] != "/" or path[1:2] == "/":
        return False
    return path.isprintable() or path.encode("latin-1").decode("utf-8", "replace").isprintable()
