"""How Flask-Login finds the caller, and how a view signs one in and out."""

import flask
from flask import Flask, request
from flask_login import login_user
from sqlalchemy.exc import SQLAlchemyError

from app.db import write_tx
from app.extensions import login_manager, now, settings
from app.sessions.half_auth import HalfAuth, find_half_auth
from app.sessions.known_browsers import know_browser
from app.sessions.principal import Principal
from app.sessions.service import find_session, note_seen
from app.web.cookies import KNOWN_BROWSER, TWOFA_TOKEN, clear_cookie, read_cookie, write_cookie


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


def finish_login(caller: Principal) -> None:
    """Sign in whoever passed every step of a login, and mark the browser as a known one."""
    sign_in(caller)
    try:
        with write_tx() as tx:
            value = know_browser(tx, caller.user.id, token=known_browser(), now=now())
    except SQLAlchemyError:
        # The session is open: a mark that is only a comfort must not turn that into an error.
        flask.current_app.logger.warning("a browser could not be marked as known")
        return
    write_cookie(KNOWN_BROWSER, value, seconds=settings().known_browser_seconds)


def known_browser() -> str | None:
    """Return what the browser brought to be known by, or None."""
    return read_cookie(KNOWN_BROWSER)


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
