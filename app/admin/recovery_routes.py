"""The routes by which administrators see and stop recoveries."""

from typing import Any

from app.admin.acting import admin_act
from app.admin.recovery_schemas import OpenRecoveries
from app.admin.schemas import PageQuery, ReasonBody, page_of
from app.core.errors import Conflict
from app.core.text import _
from app.recovery import listing, stopping
from app.sessions.guards import admin, admin_write
from app.web.api import Blueprint, refuses
from app.web.schemas import Answer

blueprint = Blueprint("admin_recoveries", __name__, url_prefix="/api/admin/recoveries")


@blueprint.get("")
@blueprint.response(200, OpenRecoveries)
@admin
@blueprint.arguments(PageQuery, location="query", unknown="raise")
def list_all(query: dict[str, Any]) -> dict[str, Any]:
    """List the recoveries that wait or can be finished."""
    page, after = page_of(listing.list_open, query, key=lambda each: each.recovery.id)
    return {"recoveries": [listing.recovery_json(each) for each in page], "next": after}


@blueprint.post("/<recovery_id>/stop")
@blueprint.response(200, Answer)
@refuses(Conflict)
@admin_write
@blueprint.arguments(ReasonBody)
def stop(body: dict[str, str], recovery_id: str) -> dict[str, str]:
    """Stop a recovery; the person is mailed who did it and why.

    No other begins for seven days. 409 where it is not open any more.
    """
    stopping.stop_for_person(recovery_id, act=admin_act(body["reason"]))
    return {"message": _("The recovery is stopped.")}
