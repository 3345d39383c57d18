"""The routes of the recovery address."""

from app.core import errors
from app.core.text import _
from app.recovery import addresses, schemas
from app.sessions.guards import authenticated, fresh, principal
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.schemas import Answer

blueprint = Blueprint("recovery_address", __name__, url_prefix="/api/auth/recovery-address")


@blueprint.get("")
@blueprint.response(200, schemas.RecoveryAddresses)
@authenticated()
def show() -> dict[str, str | None]:
    """Return the recovery address, and the one that waits to be confirmed."""
    email, pending = addresses.own_addresses(principal().user.id)
    return {"email": email, "pending": pending}


@blueprint.put("")
@blueprint.response(202, Answer)
@refuses(errors.EmailUnverified, errors.Conflict)
@fresh(settled=True)
@blueprint.arguments(schemas.RecoveryAddressBody)
def ask(body: dict[str, str]) -> dict[str, str]:
    """Ask for a recovery address: a link is mailed to it.

    The present one stays until the link is opened. 409 while a recovery is open. Past the limit of
    such mails the answer is the same, and no mail goes.
    """
    addresses.ask(principal(), body["email"], act=current_act())
    return {"message": _("Open the link that we sent to that address to confirm it.")}


@blueprint.post("/confirm")
@blueprint.response(200, schemas.ConfirmedAddress)
@refuses(errors.InvalidToken, errors.Conflict)
@fresh(settled=True)
@blueprint.arguments(schemas.RecoveryTokenBody)
def confirm(body: dict[str, str]) -> dict[str, str]:
    """Confirm the recovery address by the token of the mailed link.

    The call needs a session of the account that the link belongs to: 401 `not_signed_in` in a
    session of another account, and the link is not spent then.
    """
    email = addresses.confirm(principal(), body["token"], act=current_act())
    return {"message": _("This address hears of recoveries from now on."), "email": email}


@blueprint.delete("")
@blueprint.response(200, Answer)
@refuses(errors.Conflict)
@fresh(settled=True)
def remove() -> dict[str, str]:
    """Remove the recovery address, and one that waits to be confirmed.

    200 also where there is none; 409 while a recovery is open.
    """
    addresses.remove(principal(), act=current_act())
    return {"message": _("Your account has no recovery address.")}
