"""Requests of token clients on other origins: pages, Capacitor, Electron (R72).

They pass from any origin. A forgery lives on what a browser adds to a request by itself, and to
these it adds nothing that counts.
"""

from flask import Flask, Response, request

from app.extensions import settings
from app.web.exchange import Environ, exchange_of
from app.web.sent_cookies import sent_cookies

_TOKEN_CALLS = "/api/auth/token"
_SHARED_SECONDS = "600"


def is_token_clients(environ: Environ) -> bool:
    """Tell whether a request comes from a token client.

    It is a token call, which ignores every cookie, or has a bearer token and no cookie of ours.
    """
    if _is_token_call(environ):
        return True
    return sent_bearer(environ) is not None and not sent_cookies(environ).every


def sent_bearer(environ: Environ) -> str | None:
    """Return the bearer token of a request, or None (RFC 6750, 2.1).

    Other schemes are not ours. A proxy in front of us may ask for Basic, and the browser then sends
    it with every request.
    """
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def init_token_clients(app: Flask) -> None:
    """Let pages of the origins in `token_origins` read answers to token clients."""
    app.after_request(_share)


def _share(response: Response) -> Response:
    """Add the CORS headers (Fetch 3.3), never with credentials.

    With credentials the page would read answers that the browser's cookies opened.
    """
    known, environ = settings().token_origins, request.environ
    if not known or not exchange_of(environ).is_api:
        return response
    response.vary.add("Origin")
    origin = request.headers.get("Origin")
    if origin not in known:
        return response
    if _is_preflight() and (_is_token_call(environ) or _asks_for_bearer()):
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = _SHARED_SECONDS
    elif _is_preflight() or not is_token_clients(environ):
        return response
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After, X-Request-Id"
    return response


def _is_token_call(environ: Environ) -> bool:
    return f"{environ.get('PATH_INFO', '')}/".startswith(f"{_TOKEN_CALLS}/")


def _is_preflight() -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def _asks_for_bearer() -> bool:
    asked = request.headers.get("Access-Control-Request-Headers", "").lower().split(",")
    return "authorization" in (each.strip() for each in asked)
