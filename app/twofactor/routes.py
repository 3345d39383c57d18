"""The routes of the second factor.

They finish a login, and set up, enable and disable the factor.
"""

from typing import Any

from flask import Response

from app.core import errors, qr
from app.core.text import _
from app.extensions import now, settings
from app.factors.owned import factors_of
from app.passkeys.schemas import NameBody
from app.policy.answers import set_up_asked
from app.policy.methods import finishing
from app.policy.standing import find_standing
from app.sessions.browser_cookies import (
    finish_login,
    mark_half_authenticated,
    read_browser_cookies,
    renewed_credentials,
)
from app.sessions.guards import (
    authenticated,
    fresh,
    half_auth,
    half_authenticated,
    optional_principal,
    principal,
    require_fresh,
)
from app.sessions.login_challenge import extend_challenge
from app.sessions.schemas import RenewedCredentials
from app.sessions.signed_in import signed_in_json
from app.twofactor import authenticators, enrolment, login, schemas, service
from app.users.recovery_marks import is_recoverable
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Empty

blueprint = Blueprint("twofactor", __name__, url_prefix="/api/auth/2fa")


@blueprint.post("/verify-login")
@for_strangers
@blueprint.response(200, schemas.SignedInBody)
@refuses(errors.InvalidPasskey, *errors.OF_A_CODE)
@half_authenticated
@blueprint.arguments(schemas.LoginProofBody)
def verify_login(body: dict[str, Any]) -> dict[str, Any]:
    """Finish a login with a code or a passkey.

    The code is one of the app or a backup code. With `rememberDevice` the browser becomes a trusted
    browser, whose next logins ask for no code.
    """
    more = {
        "presented": read_browser_cookies(optional_principal()),
        "act": current_act(),
        "remember": body["rememberDevice"],
    }
    if "passkey" in body:
        signed_in = login.verify_login_by_passkey(half_auth(), body["passkey"], **more)
    else:
        signed_in = login.verify_login(half_auth(), body["code"], **more)
    finish_login(signed_in)
    return {"message": _("You are signed in."), **signed_in_json(signed_in.caller)}


@blueprint.get("/pending")
@blueprint.response(200, schemas.Pending)
@half_authenticated
def pending() -> dict[str, Any]:
    """Return the state of the browser's half-finished login.

    A reloaded page calls this.
    """
    half, at = half_auth(), now()
    factors = factors_of(half.user.id)
    standing = {
        "email": half.user.email,
        "methods": finishing(factors, find_standing(half.user.id)),
        "expiresIn": half.seconds_left(at),
        "attemptsLeft": login.attempts_left(half, factors, at),
        "recovery": is_recoverable(half.user),
    }
    locked = login.seconds_locked(half.user.id, factors, at)
    return standing | ({"retryAfter": locked} if locked else {})


@blueprint.post("/extend")
@for_strangers
@blueprint.response(200, schemas.Extended)
@refuses(errors.ExtendLimit)
@half_authenticated
@blueprint.arguments(Empty)
def extend(_body: dict[str, Any]) -> dict[str, int]:
    """Give a half-finished login its full time again (WCAG 2.2.1)."""
    mark_half_authenticated(extend_challenge(half_auth(), now()))
    return {"expiresIn": settings().half_login_seconds}


@blueprint.get("/status")
@blueprint.response(200, schemas.Status)
@authenticated(enrolling=True)
def status() -> dict[str, Any]:
    """Return the state of the caller's second factor."""
    caller = principal()
    return set_up_asked(caller.user.id, caller.standing) | service.status(caller.user)


@blueprint.post("/setup")
@blueprint.response(200, schemas.Setup)
@refuses(errors.AlreadyEnabled, errors.Conflict, errors.NotFound)
@fresh(enrolling=True)
@blueprint.arguments(schemas.SetupBody)
def setup(body: dict[str, Any]) -> dict[str, Any]:
    """Prepare an authenticator.

    Nothing is enabled until the caller sends a code from it. With a factor on, `name` adds a
    further authenticator, and `replace` swaps one. A session that asks again within `expiresIn`
    gets the same secret, and its full time again. `restart` makes a new secret. A set-up of another
    session replaces this one.
    """
    caller = principal()
    wish = enrolment.Wish(body.get("name"), body["replace"])
    totp = enrolment.set_up(caller, wish, restart=body["restart"], act=current_act())
    uri = enrolment.uri_of(totp, caller.user.email)
    return {
        "secret": totp.secret,
        "otpauthUrl": uri,
        "qrCode": qr.svg_data_url(uri),
        "expiresIn": settings().setup_seconds,
    }


@blueprint.get("/setup/qr.svg")
@blueprint.response(200, {"type": "string"}, content_type="image/svg+xml")
@refuses(errors.NotFound)
@authenticated(enrolling=True)
def setup_qr_svg() -> Response:
    """Return the pending authenticator's QR code as SVG."""
    return Response(qr.svg(_pending_uri()), mimetype="image/svg+xml")


@blueprint.get("/setup/qr.png")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/png")
@refuses(errors.NotFound)
@authenticated(enrolling=True)
def setup_qr_png() -> Response:
    """Return the pending authenticator's QR code as PNG."""
    return Response(qr.png(_pending_uri()), mimetype="image/png")


@blueprint.post("/enable")
@blueprint.response(200, schemas.EnabledAnswer)
@refuses(errors.SetupNotStarted, errors.InvalidCode, errors.TooManyAttempts, errors.Conflict)
@authenticated(enrolling=True)
@blueprint.arguments(schemas.EnableBody)
def enable(body: dict[str, Any]) -> dict[str, Any]:
    """Make the prepared authenticator work by a first code.

    It is the first factor, a further one, or a swap. The answer shows the backup codes, which
    cannot be read again, and all other sessions end. A further one leaves codes and sessions as
    they are.
    """
    enabled = enrolment.enable(
        principal(), body["token"], secret=body.get("secret"), act=current_act()
    )
    if enabled.caller is None:
        return {"message": _("Your new app works."), "authenticator": enabled.authenticator}
    return {
        "message": _("Two-factor authentication is on. Your other sessions were signed out."),
        "backupCodes": enabled.backup_codes,
        **renewed_credentials(enabled.caller),
    }


@blueprint.patch("/authenticators/<row_id>")
@blueprint.response(200, schemas.AuthenticatorAnswer)
@refuses(errors.NotFound)
@authenticated()
@blueprint.arguments(NameBody)
def rename(body: dict[str, str], row_id: str) -> dict[str, Any]:
    """Give an authenticator a new name."""
    renamed = authenticators.rename(principal(), row_id, body["name"], act=current_act())
    return {"message": _("Your authenticator has a new name."), "authenticator": renamed}


@blueprint.delete("/authenticators/<row_id>")
@blueprint.response(200, RenewedCredentials)
@refuses(errors.NotFound, errors.TwoFactorRequired, errors.Conflict)
@fresh()
def remove(row_id: str) -> dict[str, Any]:
    """Remove an authenticator.

    Removing the last factor turns two-factor authentication off, and all other sessions end.
    """
    renewed = authenticators.remove(principal(), row_id, act=current_act())
    answer = {"message": _("Your authenticator is removed.")}
    return answer if renewed is None else {**answer, **renewed_credentials(renewed)}


@blueprint.post("/disable")
@blueprint.response(200, RenewedCredentials)
@refuses(errors.TwoFactorRequired, errors.ReauthRequired, errors.Conflict, *errors.OF_A_CODE)
@authenticated()
@blueprint.arguments(schemas.ProofBody)
def disable(body: dict[str, Any]) -> dict[str, Any]:
    """Turn two-factor authentication off, by a code or a step-up.

    All other sessions end.
    """
    renewed = service.disable(principal(), _proof(body), act=current_act())
    message = _("Two-factor authentication is off. Your other sessions were signed out.")
    return {"message": message, **renewed_credentials(renewed)}


@blueprint.post("/backup-codes")
@blueprint.response(200, schemas.BackupCodes)
@refuses(errors.ReauthRequired, errors.Conflict, *errors.OF_A_CODE)
@authenticated()
@blueprint.arguments(schemas.ProofBody)
def backup_codes(body: dict[str, Any]) -> dict[str, list[str]]:
    """Make ten new backup codes, by a code or a step-up.

    The old codes are void.
    """
    codes = service.renew_backup_codes(principal(), _proof(body), act=current_act())
    return {"backupCodes": codes}


def _proof(body: dict[str, Any]) -> str | None:
    code: str | None = body.get("code", body.get("token"))
    if code is None and principal().user.has_two_factor:
        require_fresh(principal())
    return code


def _pending_uri() -> str:
    caller = principal()
    totp = enrolment.pending_totp(caller, act=current_act())
    if totp is None:
        raise errors.NotFound(_("No set-up is waiting here."))
    return enrolment.uri_of(totp, caller.user.email)
