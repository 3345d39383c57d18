"""The routes of login, logout and step-up."""

from typing import Any

from app.auth import schemas, service
from app.auth.step_up import reauthenticate
from app.core import errors
from app.core.text import _
from app.extensions import settings
from app.sessions.browser_cookies import (
    finish_login,
    known_browser,
    mark_half_authenticated,
    read_browser_cookies,
    sign_in,
    sign_out,
)
from app.sessions.guards import authenticated, optional_principal, principal, public
from app.sessions.request_identity import half_authenticated_caller
from app.sessions.signed_in import signed_in_json
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Answer, Empty

blueprint = Blueprint("auth", __name__, url_prefix="/api/auth")


@blueprint.post("/login")
@for_strangers
@blueprint.response(200, schemas.LoginAnswer)
@refuses(*errors.OF_A_LOGIN)
@public
@blueprint.arguments(schemas.LoginBody)
def login(body: dict[str, str]) -> dict[str, Any]:
    """Sign in, or get the request for a second factor.

    Where `requires2FA` is true, send a code to verify-login next.
    """
    outcome = service.log_in(
        body["email"],
        body["password"],
        presented=read_browser_cookies(optional_principal()),
        half=half_authenticated_caller(),
        act=current_act(),
    )
    if isinstance(outcome, service.SecondFactorAsked):
        mark_half_authenticated(outcome.marker)
        asked = {
            "requires2FA": True,
            "methods": outcome.methods,
            "expiresIn": settings().half_login_seconds,
        }
        return asked | ({"retryAfter": outcome.retry_after} if outcome.retry_after else {})
    finish_login(outcome)
    return {"message": _("You are signed in."), **signed_in_json(outcome.caller)}


@blueprint.post("/logout")
@blueprint.response(200, Answer)
@public
@blueprint.arguments(Empty)
def logout(_body: dict[str, Any]) -> dict[str, str]:
    """End the session or the half-finished login of the browser.

    The answer is also 200 where there is neither.
    """
    service.log_out(optional_principal(), half_authenticated_caller(), act=current_act())
    sign_out()
    return {"message": _("You are signed out.")}


@blueprint.post("/logout-all")
@blueprint.response(200, Answer)
@authenticated(enrolling=True)
@blueprint.arguments(Empty)
def logout_all(_body: dict[str, Any]) -> dict[str, str]:
    """End every session and half-finished login of the caller.

    The caller's trusted browsers are removed too.
    """
    service.log_out_everywhere(principal(), act=current_act())
    sign_out()
    return {"message": _("You are signed out everywhere.")}


@blueprint.post("/reauth")
@blueprint.response(200, schemas.ReauthAnswer)
@refuses(errors.ReauthRequired, errors.InvalidPassword, errors.InvalidPasskey, *errors.OF_A_CODE)
@authenticated(enrolling=True)
@blueprint.arguments(schemas.ReauthBody)
def reauth(body: dict[str, Any]) -> dict[str, Any]:
    """Prove the caller's identity again (step-up).

    The step-up is valid for five minutes.
    """
    renewed = reauthenticate(principal(), **body, browser=known_browser(), act=current_act())
    if renewed.has_cookie:
        sign_in(renewed)
    return {"message": _("Thank you."), "freshUntil": renewed.session.fresh_until}
