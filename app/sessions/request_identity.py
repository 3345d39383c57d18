"""Who sends a request: how Flask-Login and the fast path find the caller."""

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
from app.sessions.service import note_seen
from app.sessions.tokens import find_by_access_token
from app.web.cookies import (
    TWOFA_TOKEN,
    read_cookie,
    read_forward_cookies,
)
from app.web.exchange import Environ, exchange_of

AUTHORIZATION = "Authorization"
_AUTHORIZATION = "HTTP_AUTHORIZATION"  # how PEP 3333 spells it


def init_login(app: Flask) -> None:
    """Attach Flask-Login; its remember cookie is never read: no row could end it."""
    login_manager.user_loader(_from_cookie)
    login_manager.request_loader(_from_bearer)
    login_manager.init_app(app, add_context_processor=False)
    # A name that no Cookie header can carry: whoever sent one by another name would hide a bearer
    # token behind it, or end in an error.
    app.config["REMEMBER_COOKIE_NAME"] = ";"


def half_authenticated_caller() -> HalfAuth | None:
    """Return the half-finished login of the request's marker, or None."""
    return find_half_auth(read_cookie(TWOFA_TOKEN), now())


def browser_caller(
    environ: Environ, held: Mapping[str, Any], *, statement: Select[Any] = BY_TOKEN
) -> Principal | None:
    """Return whose session cookie, which `held` is the content of, a request carries.

    One credential a request: whoever sends an Authorization header is judged by that alone.
    """
    token = held.get("_user_id")
    if _AUTHORIZATION in environ or not isinstance(token, str):
        return None
    moment = now()
    return _seen(find_session(token, moment, statement=statement), environ, moment)


def proxied_caller(environ: Environ, held: Mapping[str, Any]) -> Principal | None:
    """Return whom a proxy asks about: by the session cookie, else by `forward_auth`.

    An Authorization header belongs to the app behind the proxy and counts for nothing here, so
    that a bearer token opens no app (R83).
    """
    token, moment = held.get("_user_id"), now()
    caller = find_session(token, moment) if isinstance(token, str) else None
    if caller is None and settings().cookie_domain is not None:
        caller = find_forwarded_session(read_forward_cookies(environ), moment)
    return _seen(caller, environ, moment)


def _from_cookie(_token: str) -> Principal | None:
    return browser_caller(request.environ, flask.session)


def _from_bearer(sent: flask.Request) -> Principal | None:
    kind, _, token = sent.headers.get(AUTHORIZATION, "").partition(" ")
    if kind.lower() != "bearer":
        return None
    moment = now()
    return _seen(find_by_access_token(token.strip(), moment), sent.environ, moment)


def _seen(caller: Principal | None, environ: Environ, moment: datetime) -> Principal | None:
    if caller is not None:
        exchange_of(environ).user_id = caller.user.id
        try:
            note_seen(caller, moment)
        except SQLAlchemyError:
            # A full disk must not sign readers out; the time of the last visit can wait.
            flask.current_app.logger.warning("last_seen_at could not be written")
    return caller
