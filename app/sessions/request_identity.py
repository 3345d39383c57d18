"""Finding the caller of a request.

Flask-Login and the fast path use the same functions.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import flask
from flask import Flask, request
from sqlalchemy import Select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import login_manager, now, settings
from app.sessions.login_challenge import HalfAuth, find_half_auth
from app.sessions.lookup import BY_TOKEN, find_forwarded_session, find_session
from app.sessions.principal import Principal
from app.sessions.service import must_note, note_seen
from app.sessions.tokens import find_by_access_token
from app.web.cookies import read_cookie, read_forward_cookies
from app.web.exchange import AT_ONCE, Environ, Later, exchange_of
from app.web.sent_cookies import TWOFA_TOKEN
from app.web.token_clients import sent_bearer


def init_login(app: Flask) -> None:
    """Attach Flask-Login to the app.

    The app never reads Flask-Login's remember cookie, because no row could end it.
    """
    login_manager.user_loader(_from_cookie)
    login_manager.request_loader(_from_bearer)
    login_manager.init_app(app, add_context_processor=False)
    # No Cookie header can carry this name. Under another name a client could send the cookie, which
    # would hide a bearer token or cause an error.
    app.config["REMEMBER_COOKIE_NAME"] = ";"


def half_authenticated_caller() -> HalfAuth | None:
    """Return the half-finished login of the request's cookie, or None."""
    return find_half_auth(read_cookie(TWOFA_TOKEN), now())


def browser_caller(
    environ: Environ, held: Mapping[str, Any], *, statement: Select[Any] = BY_TOKEN
) -> Principal | None:
    """Return the caller of a request's session cookie, or None.

    `held` is the content of the cookie. A request has one credential: a request with a bearer token
    is judged by that token alone.
    """
    token = held.get("_user_id")
    if sent_bearer(environ) is not None or not isinstance(token, str):
        return None
    moment = now()
    return _seen(find_session(token, moment, statement=statement), environ, moment)


def proxied_caller(
    environ: Environ,
    held: Mapping[str, Any],
    *,
    by_token: Select[Any],
    by_secret: Select[Any],
) -> Principal | None:
    """Return the caller that a proxy asks about, or None.

    The session cookie is checked first, then the `forward_auth` cookies. An Authorization header
    is ignored here, so that an access token grants access to no app (R83). The statements are of
    `by_token` and `by_forward_secret`.
    """
    token, moment = held.get("_user_id"), now()
    caller = None
    if isinstance(token, str):
        caller = find_session(token, moment, statement=by_token)
    if caller is None and settings().cookie_domain is not None:
        caller = find_forwarded_session(read_forward_cookies(environ), moment, statement=by_secret)
    return _seen(caller, environ, moment)


def _from_cookie(_token: str) -> Principal | None:
    return browser_caller(request.environ, flask.session)


def _from_bearer(sent: flask.Request) -> Principal | None:
    token = sent_bearer(sent.environ)
    if token is None:
        return None
    moment = now()
    return _seen(find_by_access_token(token, moment), sent.environ, moment)


def _seen(caller: Principal | None, environ: Environ, moment: datetime) -> Principal | None:
    if caller is None:
        return None
    exchange_of(environ).user_id = caller.user.id
    if must_note(caller, moment):
        if AT_ONCE in environ:
            raise Later
        try:
            note_seen(caller, moment)
        except SQLAlchemyError:
            # A full disk must not sign callers out; a later request updates `last_seen_at`.
            flask.current_app.logger.warning("last_seen_at could not be written")
    return caller
