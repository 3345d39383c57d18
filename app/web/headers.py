"""The browser defences that every answer carries (R76)."""

from flask import Flask, Response, request

from app.extensions import settings
from app.web.client import request_id

_CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_ALWAYS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def init_headers(app: Flask) -> None:
    """Set the headers on every answer, errors and files too."""
    app.after_request(_set)


def _set(response: Response) -> Response:
    # One pass over what a view has set: asking the response for each name is a pass a name.
    own = {name.lower() for name, _ in response.headers}
    missing = [(name, value) for name, value in _ALWAYS.items() if name.lower() not in own]
    missing.append(("X-Request-Id", request_id()))
    if settings().is_https:
        missing.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))
    if request.path == "/api" or request.path.startswith("/api/"):
        del response.headers["Cache-Control"]
        missing.append(("Cache-Control", "no-store"))
    response.headers.extend(missing)
    return response
