"""Refusal of cross-origin requests and of bodies that are not JSON (R72)."""

from urllib.parse import urlsplit

from flask import Flask, request

from app.core.errors import BodyTooLarge, CrossOrigin, InvalidRequest, UnsupportedMediaType
from app.core.text import _
from app.extensions import settings
from app.web.exchange import exchange_of
from app.web.token_clients import is_token_clients

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST_BODY = 16 * 1024
# The one call that takes a form, because its standard does (RFC 7662, 2.1).
FORM_CALL, FORM = "/api/auth/introspect", "application/x-www-form-urlencoded"
_FORM_ASKED = _("Send a form with Content-Type: application/x-www-form-urlencoded.")
# The environ key of a request whose body did not come, or is incomplete.
BODY_IS_BROKEN = "second_lock.body_is_broken"


def init_origin(app: Flask) -> None:
    """Register the checks of size, origin and media type for every request."""
    # Werkzeug cuts a body without Content-Length there in silence. The extra byte reveals the cut.
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY + 1
    app.before_request(_check_whole)
    app.before_request(_check_size)
    app.before_request(_check_origin)
    app.before_request(_check_media_type)


def _check_whole() -> None:
    if BODY_IS_BROKEN in request.environ:
        raise InvalidRequest(_("The body of the request did not arrive whole."))


def _check_size() -> None:
    if (request.content_length or 0) > LARGEST_BODY:
        raise BodyTooLarge


def _check_origin() -> None:
    if request.method in _SAFE or is_token_clients(request.environ):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossOrigin
        return
    origin = request.headers.get("Origin")
    own = (settings().public_url, *settings().passkey_origins)
    if origin is not None and _normal(origin) not in {_normal(each) for each in own}:
        raise CrossOrigin


def _check_media_type() -> None:
    if request.method in _SAFE or not exchange_of(request.environ).is_api:
        return
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    takes_form = request.path == FORM_CALL
    kind = FORM if takes_form else "application/json"
    if (has_body or request.content_type) and request.mimetype != kind:
        raise UnsupportedMediaType(_FORM_ASKED if takes_form else None)


def _normal(origin: str) -> tuple[str, str, int | None]:
    # `https://host` and `https://host:443` are one origin.
    try:
        parts = urlsplit(origin)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return ("", origin, None)
    return (parts.scheme, parts.hostname or origin, port)
