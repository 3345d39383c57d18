"""The routes of passkeys that sign in or step up."""

from typing import Any

from app.auth import passkey_login, schemas, step_up
from app.auth.token_routes import finish_client
from app.core import errors
from app.core.text import _
from app.extensions import now
from app.passkeys.schemas import CredentialBody, Options
from app.sessions.browser_cookies import finish_login, read_browser_cookies
from app.sessions.guards import authenticated, optional_principal, principal, public
from app.sessions.login import BrowserCookies
from app.sessions.login_challenge import find_half_auth
from app.sessions.models import TOKEN
from app.sessions.request_identity import half_authenticated_caller
from app.sessions.signed_in import signed_in_json
from app.twofactor import login
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Empty

blueprint = Blueprint("passkey_login", __name__, url_prefix="/api/auth")
_REFUSALS = (errors.InvalidPasskey, errors.EmailUnverified, errors.AccountDisabled)


@blueprint.post("/passkey/options")
@for_strangers
@blueprint.response(200, Options)
@refuses(errors.Conflict)
@public
@blueprint.arguments(Empty)
def options(_body: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a login that types nothing."""
    return {"publicKey": passkey_login.options(now())}


@blueprint.post("/passkey/login")
@for_strangers
@blueprint.response(200, schemas.LoginAnswer)
@refuses(*_REFUSALS)
@public
@blueprint.arguments(CredentialBody)
def log_in(body: dict[str, Any]) -> dict[str, Any]:
    """Sign in by a passkey alone, which counts as both factors."""
    outcome = passkey_login.log_in(
        body["credential"],
        presented=read_browser_cookies(optional_principal()),
        half=half_authenticated_caller(),
        act=current_act(),
    )
    finish_login(outcome)
    return {"message": _("You are signed in."), **signed_in_json(outcome.caller)}


@blueprint.post("/token/passkey")
@for_strangers
@blueprint.response(200, schemas.TokenAnswer)
@refuses(*_REFUSALS)
@public
@blueprint.arguments(CredentialBody)
def log_client_in(body: dict[str, Any]) -> dict[str, Any]:
    """Sign a program in by a passkey alone."""
    presented = BrowserCookies(kind=TOKEN)
    outcome = passkey_login.log_in(body["credential"], presented=presented, act=current_act())
    return finish_client(outcome.caller)


@blueprint.post("/token/passkey/options")
@for_strangers
@blueprint.response(200, Options)
@refuses(errors.TwoFactorSessionExpired, errors.Conflict)
@public
@blueprint.arguments(schemas.TokenOptionsBody)
def client_options(body: dict[str, str]) -> dict[str, Any]:
    """Return the options by which a passkey finishes a program's sign-in."""
    half = find_half_auth(body["twofaToken"], now(), kind=TOKEN)
    if half is None:
        raise errors.TwoFactorSessionExpired
    return {"publicKey": login.passkey_options(half, now())}


@blueprint.post("/reauth/passkey/options")
@blueprint.response(200, Options)
@refuses(errors.Conflict)
@authenticated(enrolling=True)
@blueprint.arguments(Empty)
def step_up_options(_body: dict[str, Any]) -> dict[str, Any]:
    """Return the options by which a passkey confirms who the caller is."""
    return {"publicKey": step_up.passkey_options(principal(), now())}
