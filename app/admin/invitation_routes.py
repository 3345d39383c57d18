"""The routes by which administrators invite."""

from functools import partial
from typing import Any

from app.admin.acting import admin_act
from app.admin.invitation_schemas import InvitationBody, InvitationList, IssuedAnswer
from app.admin.schemas import PageQuery, page_of
from app.core.errors import Conflict
from app.core.text import _
from app.extensions import now
from app.invitations import issuing, listing
from app.sessions.guards import admin, admin_write
from app.web.api import Blueprint, refuses
from app.web.schemas import Answer, Empty

blueprint = Blueprint("admin_invitations", __name__, url_prefix="/api/admin/invitations")


@blueprint.get("")
@blueprint.response(200, InvitationList)
@admin
@blueprint.arguments(PageQuery, location="query", unknown="raise")
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List the invitations that still work."""
    live = partial(listing.list_invitations, now())
    page, after = page_of(live, query, key=lambda each: each.invitation.id)
    return {"invitations": [listing.invitation_json(each) for each in page], "next": after}


@blueprint.post("")
@blueprint.response(201, IssuedAnswer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(InvitationBody)
def invite(body: dict[str, Any]) -> dict[str, Any]:
    """Invite one address by mail, or make a link for several people.

    With `email` the link goes by mail alone, and an older invitation of the address ends. Without
    it the answer shows the link, this once.
    """
    wish = issuing.wanted(
        email=body.get("email"),
        role=body["role"],
        groups=body["groups"],
        seconds=body["expiresIn"],
        uses=body["uses"],
    )
    made = issuing.invite(wish, act=admin_act())
    shown = {"link": made.link} if made.link else {}
    return {"id": made.id, **shown, "expiresAt": made.expires_at}


@blueprint.delete("/<invitation_id>")
@blueprint.response(200, Answer)
@admin_write
@blueprint.arguments(Empty)
def revoke(_body: dict[str, Any], invitation_id: str) -> dict[str, str]:
    """Revoke an invitation; its link is dead at once."""
    issuing.revoke(invitation_id, act=admin_act())
    return {"message": _("The invitation is revoked.")}
