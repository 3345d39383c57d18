"""What a browser brings to a sign-in and gets from it, by cookies."""

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
from app.web.exchange import note_user


def finish_login(signed_in: LoginResult) -> None:
    """Sign in a browser that passed every step of a login, and give it what it is known and
    trusted by."""
    sign_in(signed_in.caller)
    if signed_in.device is not None:
        write_cookie(TRUSTED_DEVICE, signed_in.device, seconds=settings().trusted_device_seconds)
    if signed_in.browser is not None:
        write_cookie(KNOWN_BROWSER, signed_in.browser, seconds=settings().known_browser_seconds)


def read_browser_cookies(caller: Principal | None) -> BrowserCookies:
    """Return what the browser brings to a login; `caller` is who is signed in there already."""
    return BrowserCookies(
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


def renewed_credentials(caller: Principal) -> dict[str, object]:
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
    if "Authorization" in request.headers:
        return
    flask.session.clear()
    clear_cookie(TWOFA_TOKEN)
    clear_cookie(FORWARD_AUTH)


def mark_half_authenticated(marker: str) -> None:
    """Give the browser the half-authenticated marker, and nothing else."""
    write_cookie(TWOFA_TOKEN, marker, seconds=settings().half_login_seconds)
