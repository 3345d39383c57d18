"""The cookies that a browser sends to a login and gets back."""

import flask
from flask import request
from flask_login import login_user
from sqlalchemy.exc import SQLAlchemyError

from app.core.opaque_tokens import digest
from app.extensions import now, settings
from app.sessions.login import BrowserCookies, LoginResult
from app.sessions.principal import Principal
from app.sessions.service import renew_forward_secret, void_forward_secrets
from app.sessions.tokens import token_pair
from app.web.cookies import clear_cookie, read_cookie, read_forward_cookies, write_cookie
from app.web.exchange import note_user
from app.web.sent_cookies import FORWARD_AUTH, KNOWN_BROWSER, TRUSTED_DEVICE, TWOFA_TOKEN
from app.web.token_clients import sent_bearer


def finish_login(signed_in: LoginResult) -> None:
    """Set the cookies of a browser that passed every login step.

    The browser gets the session cookie, and the new values of the trusted-device and the
    known-browser cookie where `signed_in` holds them.
    """
    sign_in(signed_in.caller)
    if signed_in.device is not None:
        write_cookie(TRUSTED_DEVICE, signed_in.device, seconds=settings().trusted_device_seconds)
    if signed_in.browser is not None:
        write_cookie(KNOWN_BROWSER, signed_in.browser, seconds=settings().known_browser_seconds)


def read_browser_cookies(caller: Principal | None) -> BrowserCookies:
    """Return the cookies that a browser sends to a login.

    Where `caller` is signed in by a cookie, the new session replaces that caller's session.
    """
    return BrowserCookies(
        session_id=caller.session.id if caller and caller.has_cookie else None,
        browser=known_browser(),
        device=trusted_device(),
    )


def known_browser() -> str | None:
    """Return the value of the known-browser cookie, or None."""
    return read_cookie(KNOWN_BROWSER)


def trusted_device() -> str | None:
    """Return the value of the trusted-device cookie, or None."""
    return read_cookie(TRUSTED_DEVICE)


def renewed_credentials(caller: Principal) -> dict[str, object]:
    """Give a caller the credentials of their renewed session.

    A browser gets a new session cookie, and the result is empty. For a token client the result
    holds the new tokens as fields of the answer.
    """
    if not caller.has_cookie:
        return token_pair(caller, now())
    sign_in(caller)
    return {}


def sign_in(caller: Principal) -> None:
    """Write the caller's token, and nothing else, into the signed session cookie.

    The function also deletes the cookie of the half-finished login, and gives the browser its
    `forward_auth` cookie. A failed write of that cookie's hash does not fail the sign-in.
    """
    note_user(caller.user.id)
    flask.session.clear()
    flask.session.permanent = True
    login_user(caller)
    flask.session.pop("_id")  # only session protection reads it; it is most of the cookie
    clear_cookie(TWOFA_TOKEN)
    try:
        give_forward_proof(caller)
    except SQLAlchemyError:
        # The session is open, and `/return` of forward-auth tries again to give the cookie.
        flask.current_app.logger.warning("a session got no proof for forward-auth")


def give_forward_proof(caller: Principal) -> None:
    """Give the browser its `forward_auth` cookie where `cookie_domain` is set.

    Apps on other hosts need that cookie. A cookie that is still valid stays, so that two tabs do
    not replace each other's cookie.
    """
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
    """Delete the cookies of the session, the half-finished login and forward-auth.

    A request with a bearer token comes from a token client, which gets no cookie, not even an
    empty one.
    """
    if sent_bearer(request.environ) is not None:
        return
    flask.session.clear()
    clear_cookie(TWOFA_TOKEN)
    clear_cookie(FORWARD_AUTH)


def mark_half_authenticated(marker: str) -> None:
    """Set the cookie of the half-finished login, and no other."""
    write_cookie(TWOFA_TOKEN, marker, seconds=settings().half_login_seconds)
