"""The request that a proxy asks about.

It decides the way back and the kind of answer, never whether the request may pass.
"""

from dataclasses import dataclass
from functools import cache

from flask import Request

from app.core.redirects import LONGEST, as_sent, origin_of
from app.web.authorization import may_be_browsers, sent_app_token
from app.web.exchange import Environ

_PAGE, _JSON = "text/html", "application/json"


@dataclass(frozen=True)
class Original:
    """Where the request was going, and whether it loads a page.

    `is_browsers` tells that a browser may have sent it.
    """

    url: str
    is_page: bool
    is_browsers: bool


def is_told_twice(environ: Environ, names: tuple[str, ...]) -> bool:
    """Tell whether a proxy sent one of its headers twice.

    Nothing tells which of the two is the proxy's own. A server joins them by a comma and a space,
    which no address and no method contains.
    """
    return any(", " in environ.get(key, "") for key in _keys(names))


def original(url: str, request: Request) -> Original:
    """Return what is known of the request behind a proxy's question.

    Of an address that is too long only the origin is kept.
    """
    sent = as_sent(url)
    if len(sent) > LONGEST:
        sent = origin_of(sent) or ""
    return Original(sent, _is_page(request), may_be_browsers(request.environ))


@cache
def _keys(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in names)


def _is_page(request: Request) -> bool:
    # A program that is redirected to a login page takes the page for its answer, or loses its body.
    headers = request.headers
    if sent_app_token(request.environ) is not None:
        return False
    mode = headers.get("Sec-Fetch-Mode")
    if mode is not None:
        return mode == "navigate"
    if "Sec-WebSocket-Key" in headers or "X-Requested-With" in headers:
        return False
    named = [kind.lower() for kind, quality in request.accept_mimetypes if quality > 0]
    return next((kind == _PAGE for kind in named if kind in {_PAGE, _JSON}), False)
