"""Lengths up to which headers and queries are parsed.

The parsers of lists are slow: a header of 32 KiB would take up to a tenth of a second, and many
headers are parsed before the request is counted, or where no request is.
"""

from collections.abc import Iterable
from functools import cached_property

from flask import Flask, Request
from werkzeug.datastructures import MultiDict

from app.config import Settings
from app.core.errors import InvalidRequest
from app.core.text import _
from app.web.exchange import Environ
from app.web.middleware import Application, Start
from app.web.sent_cookies import Cookies, sent_cookies

# Browsers send fewer than 200 characters of each.
_LONGEST_HEADER = 500
_LISTS = (
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS",
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
    "CONTENT_TYPE",
)
_ONE_VALUE = ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO")
_FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"
# An address with a port has fewer characters, and a trusted proxy writes nothing else.
_LONGEST_ENTRY = 100
# The longest way back after a login, where each of its characters is encoded.
_LONGEST_QUERY, _MOST_PARAMETERS = 8 * 1024, 20


class BoundedRequest(Request):
    """A request that reads our own cookies and a short query alone."""

    @cached_property
    def cookies(self) -> Cookies:
        """Our cookies whose name was sent once."""
        return sent_cookies(self.environ).lone

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters of the query; raises InvalidRequest."""
        query = self.query_string
        if len(query) > _LONGEST_QUERY or query.count(b"&") >= _MOST_PARAMETERS:
            raise InvalidRequest(_("The query is too long."))
        return super().args


class Bounds:
    """Drops headers that are too long to parse.

    The request then counts as one without the header. Of `X-Forwarded-For` the entries of trusted
    proxies stay. A client writes the entries before them, and a quote there would make ProxyFix
    read all entries as one, which is no address.
    """

    def __init__(self, app: Application, *, proxies: int) -> None:
        """Wrap a WSGI application behind a number of trusted proxies."""
        self._next, self._proxies = app, proxies

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        for name in _LISTS:
            if len(environ.get(name, "")) > _LONGEST_HEADER:
                del environ[name]
        for name in _ONE_VALUE:
            value = environ.get(name, "")
            if len(value) > _LONGEST_HEADER:
                # What came twice still reads so, which closes the app behind the proxy.
                environ[name] = ", " if ", " in value else ""
        if _FORWARDED_FOR in environ:
            entries = environ[_FORWARDED_FOR].rsplit(",", self._proxies)
            trusted = (each[:_LONGEST_ENTRY] for each in entries[-self._proxies :])
            environ[_FORWARDED_FOR] = ",".join(trusted)
        return self._next(environ, start_response)


def init_bounds(app: Flask, settings: Settings) -> None:
    """Wrap the application in Bounds, and bound what its requests parse."""
    app.request_class = BoundedRequest
    app.wsgi_app = Bounds(  # type: ignore[method-assign]
        app.wsgi_app, proxies=settings.trusted_proxies
    )
