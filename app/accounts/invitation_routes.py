"""The routes by which an invited person sees and accepts an invitation."""

from typing import Any

from app.accounts.mailed_links import counting_wrong_links
from app.accounts.schemas import TokenBody
from app.core import errors
from app.core.text import _
from app.extensions import now
from app.invitations import redeeming, schemas
from app.sessions.guards import fresh, principal, public
from app.users.schemas import user_json
from app.web.api import Blueprint, refuses
from app.web.exchange import current_act
from app.web.rate_limits.limits import for_strangers

blueprint = Blueprint("invitations", __name__, url_prefix="/api/auth/invitation")


@blueprint.post("")
@for_strangers
@blueprint.response(200, schemas.Offer)
@refuses(errors.InvalidToken)
@public
@blueprint.arguments(TokenBody)
def look(body: dict[str, str]) -> dict[str, Any]:
    """Return what an invitation offers.

    The invitation is not spent.
    """
    with counting_wrong_links(current_act()):
        offer = redeeming.look(body["token"], now())
    return {
        **({"email": offer.email} if offer.email else {}),
        "role": offer.role,
        "groups": offer.groups,
        "invitedBy": offer.invited_by,
        "expiresAt": offer.expires_at,
    }


@blueprint.post("/accept")
@blueprint.response(200, schemas.AcceptAnswer)
@refuses(errors.InvalidToken, errors.Conflict)
@fresh()
@blueprint.arguments(TokenBody)
def accept(body: dict[str, str]) -> dict[str, Any]:
    """Take the groups of an invitation to the caller's own address.

    The caller's role stays.
    """
    with counting_wrong_links(current_act()):
        user = redeeming.accept(body["token"], principal().user.id, act=current_act())
    return {"message": _("You have the groups of this invitation."), "user": user_json(user)}
