"""Attributes of our cookies: `__Host-` and Secure under https (R75)."""

from flask import Flask, Response, after_this_request, request

from app.config import Settings
from app.core.opaque_tokens import is_token
from app.extensions import settings
from app.web.exchange import Environ
from app.web.sent_cookies import FORWARD_AUTH, SESSION, name_of, sent_cookies
from app.web.session_cookie import RotatingSessionInterface

_MOST_TOSSED = 8


def init_cookies(app: Flask, settings: Settings) -> None:
    """Configure Flask's session cookie.

    An answer sets it only when the session changes.
    """
    app.session_interface = RotatingSessionInterface()
    app.config.update(
        SECRET_KEY=settings.secret_key[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_key[1:]),
        SESSION_COOKIE_NAME=name_of(SESSION, is_https=settings.is_https),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=settings.session_max_seconds,
    )


def read_cookie(name: str) -> str | None:
    """Return the value of one of our cookies."""
    return request.cookies.get(name_of(name, is_https=settings().is_https))


def read_forward_cookies(environ: Environ) -> list[str]:
    """Return the last well-formed `forward_auth` cookies of a request, at most 8.

    This cookie has a Domain, so that apps on neighbouring hosts can set others of the same name
    (cookie tossing). If the request then counted as without one, they could lock every user out of
    every app. The caller looks up which value belongs to a session. A tossed cookie that shadows
    ours has a longer path, and browsers send longer paths first (RFC 6265 5.4).
    """
    sent = sent_cookies(environ).every.getlist(FORWARD_AUTH)
    return list(dict.fromkeys(each for each in sent if is_token(each)))[-_MOST_TOSSED:]


def write_cookie(name: str, value: str, *, seconds: int) -> None:
    """Set one of our cookies on the answer to the current request."""

    @after_this_request
    def _write(response: Response) -> Response:
        response.set_cookie(
            name_of(name, is_https=settings().is_https),
            value,
            max_age=seconds,
            path="/",
            domain=settings().cookie_domain if name == FORWARD_AUTH else None,
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def clear_cookie(name: str) -> None:
    """Delete one of our cookies, if the browser sent it."""
    if name_of(name, is_https=settings().is_https) in sent_cookies(request.environ).every:
        write_cookie(name, "", seconds=0)
