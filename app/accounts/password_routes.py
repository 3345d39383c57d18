"""The routes that set a new password.

A mailed link or the present password permits it.
"""

from typing import Any

from app.accounts import passwords, schemas
from app.core import errors
from app.core.text import _
from app.sessions.browser_cookies import known_browser, renewed_credentials
from app.sessions.guards import authenticated, principal, public, require_fresh
from app.sessions.schemas import RenewedCredentials
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Answer

blueprint = Blueprint("passwords", __name__, url_prefix="/api/auth/password")


@blueprint.post("/forgot")
@for_strangers
@blueprint.response(202, Answer)
@public
@blueprint.arguments(schemas.EmailBody)
def forgot(body: dict[str, str]) -> dict[str, str]:
    """Ask for a link that sets a new password.

    The answer does not tell whether the address has an account.
    """
    passwords.ask_reset(body["email"], browser=known_browser(), act=current_act())
    return {"message": _("If that address has an account, a mail is on its way.")}


@blueprint.post("/reset")
@for_strangers
@blueprint.response(200, Answer)
@refuses(errors.InvalidToken, errors.Conflict, errors.RecoveryProbation)
@public
@blueprint.arguments(schemas.ResetBody)
def reset(body: dict[str, str]) -> dict[str, str]:
    """Set a new password by the token of the mailed link.

    Every session ends, nobody is signed in, and two-factor authentication stays as it is. The
    link also verifies the address. 409 where the account still waits for that, and its invitation
    is used up or registration was closed meanwhile.
    """
    passwords.reset_password(body["token"], body["password"], act=current_act())
    return {"message": _("Your password is set. Sign in with it.")}


@blueprint.post("/change")
@blueprint.response(200, RenewedCredentials)
@refuses(errors.ReauthRequired, errors.InvalidPassword, errors.TooManyAttempts)
@authenticated(settled=True)
@blueprint.arguments(schemas.PasswordBody)
def change(body: dict[str, str]) -> dict[str, Any]:
    """Set a new password by the present one.

    Every other session ends. An account with two-factor authentication also needs a step-up (403
    `reauth_required`).
    """
    caller = principal()
    if caller.user.has_two_factor:
        require_fresh(caller)  # a password that somebody saw typed must not suffice
    renewed = passwords.change_password(
        caller,
        body["currentPassword"],
        body["newPassword"],
        browser=known_browser(),
        act=current_act(),
    )
    return {"message": _("Your password is changed."), **renewed_credentials(renewed)}
