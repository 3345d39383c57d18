"""How Flask-Login finds the caller, and how a view signs one in and out."""

import flask
from flask import Flask, request
from flask_login import login_user
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import login_manager, now, settings
from app.sessions.half_auth import HalfAuth, find_half_auth
from app.sessions.principal import Principal
from app.sessions.service import find_session, note_seen
from app.web.cookies import TWOFA_TOKEN, clear_cookie, read_cookie, write_cookie


def init_loaders(app: Flask) -> None:
    """Attach Flask-Login; its remember cookie and session protection stay unused on purpose.

    The remember token has no row that could end it, and the protection signs people out on a
    forged X-Forwarded-For.
    """
    login_manager.session_protection = None
    login_manager.user_loader(_from_cookie)
    # Not init_app(): its only other work is to refresh the remember cookie after every request,
    # which reads the session and so marks even immutable files as `Vary: Cookie`.
    app.login_manager = login_manager  # type: ignore[attr-defined]
    app.config["REMEMBER_COOKIE_NAME"] = "__unused_remember"


def sign_in(caller: Principal) -> None:
    """Put the caller's token into the signed session cookie, and nothing else."""
    flask.session.clear()
    flask.session.permanent = True
    login_user(caller)
    clear_cookie(TWOFA_TOKEN)


def sign_out() -> None:
    """Take the session cookie and the half-authenticated marker back."""
    flask.session.clear()
    clear_cookie(TWOFA_TOKEN)


def mark_half_authenticated(marker: str) -> None:
    """Give the browser the half-authenticated marker, and nothing else."""
    write_cookie(TWOFA_TOKEN, marker, seconds=settings().half_login_seconds)


def half_authenticated_caller() -> HalfAuth | None:
    """Return the half-finished login of the request's marker, or None."""
    return find_half_auth(read_cookie(TWOFA_TOKEN), now())


def _from_cookie(token: str) -> Principal | None:
    # One credential a request: whoever sends an Authorization header is judged by that alone.
    if "Authorization" in request.headers:
        return None
    caller = find_session(token, now())
    if caller is not None:
        _note_seen(caller)
    return caller


def _note_seen(caller: Principal) -> None:
    try:
        note_seen(caller, now())
    except SQLAlchemyError:
        # A full disk must not sign readers out; the time of the last visit can wait.
        flask.current_app.logger.warning("last_seen_at could not be written")
