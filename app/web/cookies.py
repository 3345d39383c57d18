"""Names and attributes of our cookies: `__Host-` and Secure under https (R75)."""

from flask import Flask, Response, after_this_request, request

from app.config import Settings
from app.extensions import settings

TWOFA_TOKEN = "twofa_token"


def init_cookies(app: Flask, settings: Settings) -> None:
    """Configure Flask's session cookie; it is set when it changes, not at every answer."""
    app.config.update(
        SECRET_KEY=settings.secret_key[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_key[1:]),
        SESSION_COOKIE_NAME=_name("session", is_https=settings.is_https),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=settings.session_max_seconds,
    )


def read_cookie(name: str) -> str | None:
    """Return the value of one of our cookies."""
    return request.cookies.get(_name(name, is_https=settings().is_https))


def write_cookie(name: str, value: str, *, seconds: int) -> None:
    """Set one of our cookies on the answer to the current request."""

    @after_this_request
    def _write(response: Response) -> Response:
        response.set_cookie(
            _name(name, is_https=settings().is_https),
            value,
            max_age=seconds,
            path="/",
            secure=settings().is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def clear_cookie(name: str) -> None:
    """Take one of our cookies back, where the browser sent it."""
    if read_cookie(name) is not None:
        write_cookie(name, "", seconds=0)


def _name(name: str, *, is_https: bool) -> str:
    return f"__Host-{name}" if is_https else name
