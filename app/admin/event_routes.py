"""The routes by which administrators read the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, request

from app.admin.acting import admin_act
from app.admin.event_export import CSV, JSON_LINES, export_pages, record_export
from app.admin.event_schemas import (
    AdminEventList,
    EventsQuery,
    ExportQuery,
    VerdictAnswer,
    VerifyQuery,
    search_of,
    verdict_json,
)
from app.admin.event_view import views_of
from app.audit.search import find_place, newest_events
from app.audit.spelling import UNREADABLE
from app.audit.verification import verify_part
from app.core.errors import Conflict
from app.core.text import _
from app.extensions import now
from app.sessions.guards import admin, admin_write
from app.web.api import Blueprint, refuses
from app.web.streaming import streamed

blueprint = Blueprint("admin_events", __name__, url_prefix="/api/admin/events")
_TYPES = {CSV: "text/csv; charset=utf-8", JSON_LINES: "application/jsonl"}
# About a second of work.
_MOST_CHECKED = 10_000


@blueprint.get("")
@blueprint.response(200, AdminEventList)
@refuses(Conflict)
@admin
@blueprint.arguments(EventsQuery, location="query", unknown="raise")
def search(query: dict[str, Any]) -> dict[str, Any]:
    """Search the history of everybody, newest first.

    Events are ordered by their time, and those of one moment by their number.
    """
    limit, after = query["limit"], query.get("after")
    behind = find_place(int(after)) if after else None
    with readable():
        found = newest_events(search_of(query), limit=limit + 1, behind=behind)
        page = found[:limit]
        events = views_of(page)
    return {"events": events, "next": str(page[-1].number) if len(found) > limit else None}


@blueprint.get("/export")
@blueprint.response(200, {"type": "string"}, content_type="text/csv")
@blueprint.alt_response(200, schema={"type": "string"}, content_type="application/jsonl")
@refuses(Conflict)
@admin_write
@blueprint.arguments(ExportQuery, location="query", unknown="raise")
def export(query: dict[str, Any]) -> Response:
    """Write what a search finds to a file.

    It is CSV, or one JSON object a line, the newest event first. Needs step-up. The export is an
    event of the history itself.
    """
    kind, wanted = query["format"], search_of(query)
    if request.method == "GET":  # HEAD takes nothing along
        record_export(wanted, kind, act=admin_act())
    name = f"history-{now():%Y%m%dT%H%M%SZ}.{kind}"
    parts = ("".join(lines).encode() for lines in export_pages(wanted, kind))
    with readable():
        return streamed(parts, content_type=_TYPES[kind], filename=name)


@blueprint.get("/verify")
@blueprint.response(200, VerdictAnswer)
@admin
@blueprint.arguments(VerifyQuery, location="query", unknown="raise")
def verify(query: dict[str, Any]) -> dict[str, Any]:
    """Check a part of the history for changed rows.

    It finds edited, removed, moved, cut and forged ones. An answer takes about a second. Ask on
    with `next` until it is null: all parts together find what `flask audit verify` finds.
    """
    after = query.get("after")
    return verdict_json(verify_part(behind=int(after) if after else None, most=_MOST_CHECKED))


@contextmanager
def readable() -> Iterator[None]:
    """Raise Conflict where somebody wrote a row that nobody can read."""
    try:
        yield
    except UNREADABLE:
        told = _("A row of the history cannot be read: `flask audit verify` tells which one.")
        raise Conflict(told) from None
