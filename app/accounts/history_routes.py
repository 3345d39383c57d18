"""The route of the caller's security history."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.audit.events import Kind
from app.audit.service import history, owner_view
from app.core.errors import InvalidRequest
from app.core.text import _
from app.sessions.guards import authenticated, principal
from app.web.api import Blueprint

blueprint = Blueprint("history", __name__, url_prefix="/api/auth/events")


_UNKNOWN = _("There is no such event.")


class EventsQuery(ma.Schema):
    """The size, start and kind of a page of events."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    before = fields.String(
        validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,32}$", error=_UNKNOWN),
        metadata={"description": "`next` of the page before", "example": "s5wA0QbN3J0f8Xw1RkqV9c"},
    )
    kind = fields.Enum(
        Kind,
        by_value=True,
        metadata={
            "description": "one kind of events alone; all kinds where left out",
            "example": "sign-in",
        },
    )


class EventItem(ma.Schema):
    """One event, as the owner of the account sees it."""

    id = fields.String(required=True)
    type = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    ip = fields.String(required=True)
    userAgent = fields.String(required=True)
    device = fields.String(required=True, metadata={"example": "Firefox on Linux"})
    detail = fields.Dict(keys=fields.String(), required=True)


class EventList(ma.Schema):
    """A page of events, newest first."""

    events = fields.List(fields.Nested(EventItem), required=True)
    next = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`before` of the next page; null where this is the last"},
    )


@blueprint.get("")
@blueprint.response(200, EventList)
@authenticated()
@blueprint.arguments(EventsQuery, location="query", unknown="raise")
def show_events(query: dict[str, Any]) -> dict[str, Any]:
    """List the security events of the account, newest first."""
    limit = query["limit"]
    before, kind = query.get("before"), query.get("kind")
    found = history(principal().user.id, limit=limit + 1, before=before, kind=kind)
    if found is None:
        raise InvalidRequest(fields={"before": [_UNKNOWN]})
    page = found[:limit]
    return {
        "events": [owner_view(event) for event in page],
        "next": page[-1].id if len(found) > limit else None,
    }
