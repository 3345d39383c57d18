"""How Flask-Login finds the caller, and how a view signs one in and out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import flask
from flask import Flask, request
from flask_login import login_user
from sqlalchemy.exc import SQLAlchemyError

from app.core.opaque_tokens import digest
from app.extensions import login_manager, now, settings
from app.sessions.login import Presented, SignedIn
from app.sessions.login_challenge import HalfAuth, find_half_auth
from app.sessions.lookup import find_forwarded_session, find_session
from app.sessions.principal import Principal
from app.sessions.service import note_seen, renew_forward_secret, void_forward_secrets
from app.sessions.tokens import find_by_access_token, token_pair
from app.web.cookies import (
    FORWARD_AUTH,
    KNOWN_BROWSER,
    TRUSTED_DEVICE,
    TWOFA_TOKEN,
    clear_cookie,
    read_cookie,
    read_forward_cookies,
    write_cookie,
)
from app.web.exchange import Environ, exchange_of, note_user

AUTHORIZATION = "Authorization"
_AUTHORIZATION = "HTTP_AUTHORIZATION"  # how PEP 3333 spells it


def init_loaders(app: Flask) -> None:
    """Attach Flask-Login; its remember cookie is never read: no row could end it."""
    login_manager.user_loader(_from_cookie)
    login_manager.request_loader(_from_bearer)
    login_manager.init_app(app, add_context_processor=False)
    # A name that no Cookie header can carry: whoever sent one by another name would hide a bearer
    # token behind it, or end in an error.
    app.config["REMEMBER_COOKIE_NAME"] = ";"


def finish_login(signed_in: SignedIn) -> None:
    """Sign in a browser that passed every step of a login, and give it what it is known and
    trusted by."""
    sign_in(signed_in.caller)
    if signed_in.device is not None:
        write_cookie(TRUSTED_DEVICE, signed_in.device, seconds=settings().trusted_device_seconds)
    if signed_in.browser is not None:
        write_cookie(KNOWN_BROWSER, signed_in.browser, seconds=settings().known_browser_seconds)


def presented(caller: Principal | None) -> Presented:
    """Return what the browser brings to a login; `caller` is who is signed in there already."""
    return Presented(
        session_id=caller.session.id if caller and caller.has_cookie else None,
        browser=known_browser(),
        device=trusted_device(),
    )


def known_browser() -> str | None:
    """Return what the browser brought to be known by, or None."""
    return read_cookie(KNOWN_BROWSER)


def trusted_device() -> str | None:
    """Return what the browser brought to be trusted by, or None."""
    return read_cookie(TRUSTED_DEVICE)


def go_on(caller: Principal) -> dict[str, object]:
    """Sign a caller on whose session was renewed: a browser gets its cookie anew, a token client
    gets its new tokens as fields of the answer."""
    if not caller.has_cookie:
        return token_pair(caller, now())
    sign_in(caller)
    return {}


def sign_in(caller: Principal) -> None:
    """Put the caller's token into the signed session cookie, and nothing else."""
    note_user(caller.user.id)
    flask.session.clear()
    flask.session.permanent = True
    login_user(caller)
    flask.session.pop("_id")  # for the session protection alone; most of the cookie's length
    clear_cookie(TWOFA_TOKEN)
    try:
        give_forward_proof(caller)
    except SQLAlchemyError:
        # The session is open; the way back from the login page makes up for it.
        flask.current_app.logger.warning("a session got no proof for forward-auth")


def give_forward_proof(caller: Principal) -> None:
    """Give the browser its `forward_auth` cookie where apps live on other hosts; one that is still
    good stays as it is, so that two tabs do not take it from each other."""
    if settings().cookie_domain is None:
        return
    known, sent = caller.session.forward_hash, read_forward_cookies(request.environ)
    void_forward_secrets(sent, caller)
    held = next((each for each in sent if digest(each) == known), None)
    if held is None:
        held = renew_forward_secret(caller, now())
    if held is not None:
        seconds = int((caller.session.expires_at - now()).total_seconds())
        write_cookie(FORWARD_AUTH, held, seconds=seconds)


def sign_out() -> None:
    """Take the session cookie and the half-authenticated marker back; a token client gets no
    cookie, not even an empty one."""
    if AUTHORIZATION in request.headers:
        return
    flask.session.clear()
    clear_cookie(TWOFA_TOKEN)
    clear_cookie(FORWARD_AUTH)


def mark_half_authenticated(marker: str) -> None:
    """Give the browser the half-authenticated marker, and nothing else."""
    write_cookie(TWOFA_TOKEN, marker, seconds=settings().half_login_seconds)


def half_authenticated_caller() -> HalfAuth | None:
    """Return the half-finished login of the request's marker, or None."""
    return find_half_auth(read_cookie(TWOFA_TOKEN), now())


def browser_caller(environ: Environ, held: Mapping[str, Any]) -> Principal | None:
    """Return whose session cookie, which `held` is the content of, a request carries.

    One credential a request: whoever sends an Authorization header is judged by that alone.
    """
    token = held.get("_user_id")
    if _AUTHORIZATION in environ or not isinstance(token, str):
        return None
    moment = now()
    return _seen(find_session(token, moment), environ, moment)


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
