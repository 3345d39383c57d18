"""The routes by which people register and manage their passkeys."""

from typing import Any

from app.core import errors
from app.core.text import _
from app.extensions import now
from app.passkeys import schemas
from app.passkeys.keys import key_json, list_keys
from app.passkeys.signals import signal_for
from app.sessions.browser_cookies import renewed_credentials
from app.sessions.guards import authenticated, fresh, half_auth, half_authenticated, principal
from app.twofactor import login, passkey_enrolment
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers
from app.web.schemas import Empty

blueprint = Blueprint("passkeys", __name__, url_prefix="/api/auth")


@blueprint.post("/passkeys/options")
@blueprint.response(200, schemas.Options)
@refuses(errors.Conflict)
@fresh(enrolling=True)
@blueprint.arguments(Empty)
def creation_options(_body: dict[str, Any]) -> dict[str, Any]:
    """Return the options by which the browser makes a passkey."""
    return {"publicKey": passkey_enrolment.creation_options_for(principal(), act=current_act())}


@blueprint.post("/passkeys")
@blueprint.response(201, schemas.PasskeyAnswer)
@refuses(errors.InvalidPasskey, errors.Conflict)
@fresh(enrolling=True)
@blueprint.arguments(schemas.NewPasskeyBody)
def register(body: dict[str, Any]) -> dict[str, Any]:
    """Register a passkey.

    As the first factor it turns two-factor authentication on: the answer shows the backup codes,
    which cannot be read again, and all other sessions end.
    """
    added = passkey_enrolment.register(
        principal(), body["credential"], name=body.get("name", ""), act=current_act()
    )
    answer = {"message": _("Your passkey is added."), "passkey": key_json(added.passkey)}
    if added.caller is None:
        return answer
    return answer | {"backupCodes": added.backup_codes, **renewed_credentials(added.caller)}


@blueprint.get("/passkeys")
@blueprint.response(200, schemas.Passkeys)
@authenticated(enrolling=True)
def show_passkeys() -> dict[str, Any]:
    """List the caller's passkeys, those of former hosts too."""
    user = principal().user
    return {"passkeys": [key_json(each) for each in list_keys(user.id)], **_signal()}


@blueprint.patch("/passkeys/<row_id:key_id>")
@blueprint.response(200, schemas.PasskeyAnswer)
@refuses(errors.NotFound)
@authenticated()
@blueprint.arguments(schemas.NameBody)
def rename(body: dict[str, str], key_id: str) -> dict[str, Any]:
    """Give a passkey a new name."""
    key = passkey_enrolment.rename(principal(), key_id, body["name"], act=current_act())
    return {"message": _("Your passkey has a new name."), "passkey": key_json(key)}


@blueprint.delete("/passkeys/<row_id:key_id>")
@blueprint.response(200, schemas.RemovedAnswer)
@refuses(errors.NotFound, errors.TwoFactorRequired, errors.Conflict)
@fresh()
def remove(key_id: str) -> dict[str, Any]:
    """Remove a passkey.

    Removing the last factor turns two-factor authentication off, and all other sessions end.
    """
    renewed = passkey_enrolment.remove(principal(), key_id, act=current_act())
    answer = {"message": _("Your passkey is removed."), **_signal()}
    return answer if renewed is None else answer | renewed_credentials(renewed)


@blueprint.post("/2fa/passkey/options")
@for_strangers
@blueprint.response(200, schemas.Options)
@refuses(errors.Conflict)
@half_authenticated
@blueprint.arguments(Empty)
def second_step_options(_body: dict[str, Any]) -> dict[str, Any]:
    """Return the options by which a passkey finishes a login."""
    return {"publicKey": login.passkey_options(half_auth(), now())}


def _signal() -> dict[str, Any]:
    found = signal_for(principal().user.id, now())
    return {"signal": found} if found else {}
