"""The shapes of the history on the wire."""

from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.event_export import FORMATS
from app.admin.schemas import next_page
from app.audit.checking import Verdict
from app.audit.events import FAILURE, SUCCESS, Event
from app.audit.search import Search, searched_address
from app.core.text import _

_NO_EVENT = _("There is no such event.")
_NO_MOMENT = _("Use a moment with its zone, such as 2026-11-21T12:00:00Z.")
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


def _is_place(text: str) -> None:
    try:
        searched_address(text)
    except ValueError:
        raise ma.ValidationError(_("Use an IP address, or operator.")) from None


def _is_near(moment: datetime) -> None:
    # Beyond these, the moment in UTC may have no year.
    if not _EARLIEST <= moment <= _LATEST:
        raise ma.ValidationError(_NO_MOMENT)


def _moment(name: str, description: str) -> fields.AwareDateTime:
    return fields.AwareDateTime(
        format="iso",
        data_key=name,
        validate=_is_near,
        error_messages={"invalid": _NO_MOMENT, "invalid_awareness": _NO_MOMENT},
        metadata={"description": description, "example": "2026-11-21T00:00:00Z"},
    )


class SearchQuery(ma.Schema):
    """Which events: those that fit everything that is given."""

    user = fields.String(
        validate=validate.Regexp(r"^[A-Za-z0-9_-]{1,32}$", error=_("There is no such person.")),
        metadata={
            "description": "The id of the account that they happened to, also a deleted one",
            "example": "nAe0CIJYhAOhNAPsUlvJ4w",
        },
    )
    type = fields.String(
        validate=validate.OneOf([each.value for each in Event]), metadata={"example": "login"}
    )
    ip = fields.String(
        validate=_is_place,
        metadata={
            "description": "Where they came from; `operator` is the command line",
            "example": "203.0.113.5",
        },
    )
    since = _moment("from", "The first moment")
    until = _moment("until", "The last moment, itself included")


class EventsQuery(SearchQuery):
    """Which events, and which page of them."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    after = fields.String(
        validate=validate.Regexp(r"^[0-9]{1,18}$", error=_NO_EVENT),
        metadata={"description": "`next` of the page before", "example": "4711"},
    )


class ExportQuery(SearchQuery):
    """Which events, and how they are written."""

    format = fields.String(
        required=True, validate=validate.OneOf(sorted(FORMATS)), metadata={"example": "csv"}
    )


class VerifyQuery(ma.Schema):
    """Where the check goes on."""

    after = fields.String(
        validate=validate.Regexp(r"^[0-9]{1,18}$", error=_NO_EVENT),
        metadata={"description": "`next` of the part before", "example": "4711"},
    )


class Party(ma.Schema):
    """An account that an event names."""

    id = fields.String(required=True)
    email = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "null once the account is deleted"},
    )


class AdminEventItem(ma.Schema):
    """One event, as administrators see it."""

    id = fields.String(required=True)
    number = fields.Integer(required=True, metadata={"description": "Its place in the chain"})
    at = fields.AwareDateTime(required=True)
    type = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([SUCCESS, FAILURE]))
    actor = fields.Nested(
        Party,
        required=True,
        allow_none=True,
        metadata={
            "description": "Who did it. null at the command line: `userAgent` names the operating "
            "system's user. null too where nobody is known"
        },
    )
    subject = fields.Nested(
        Party, required=True, allow_none=True, metadata={"description": "Whom it happened to"}
    )
    ip = fields.String(required=True)
    userAgent = fields.String(required=True)
    device = fields.String(required=True, metadata={"example": "Firefox on Linux"})
    requestId = fields.String(required=True)
    detail = fields.Dict(keys=fields.String(), required=True)


class AdminEventList(ma.Schema):
    """A page of the history, newest first."""

    events = fields.List(fields.Nested(AdminEventItem), required=True)
    next = next_page()


class Head(ma.Schema):
    """The end of the chain.

    Kept elsewhere, it shows later that nothing was cut off.
    """

    number = fields.Integer(required=True)
    hash = fields.String(required=True)


class VerdictAnswer(ma.Schema):
    """What a check of a part of the history found."""

    whole = fields.Boolean(
        required=True, metadata={"description": "Nothing is wrong with the rows of this part"}
    )
    rows = fields.Integer(required=True, metadata={"description": "How many were checked"})
    faults = fields.List(fields.String(), required=True)
    head = fields.Nested(Head, required=True, allow_none=True)
    next = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "`after` of the next part; null where nothing is left to check"},
    )


def search_of(query: dict[str, Any]) -> Search:
    """Return what a query searches for."""
    return Search(
        subject_id=query.get("user"),
        event=query.get("type"),
        ip=searched_address(query["ip"]) if "ip" in query else None,
        since=query.get("since"),
        until=query.get("until"),
    )


def verdict_json(found: Verdict) -> dict[str, Any]:
    """Return a verdict as the answer shows it."""
    head = found.head
    return {
        "whole": not found.faults,
        "rows": found.rows + found.older,
        "faults": found.sentences(),
        "head": {"number": head.number, "hash": head.mac} if head.mac else None,
        "next": None if found.next is None else str(found.next),
    }
