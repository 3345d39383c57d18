"""Writes what a search of the history finds as CSV or JSON."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.admin.event_view import facts_of
from app.audit.events import Event
from app.audit.search import Search, newest_events, place_of
from app.audit.service import record
from app.core.act import Act
from app.core.spreadsheets import csv_line
from app.db import end_read, write_tx

CSV, JSON_LINES = "csv", "jsonl"
_PAGE = 250
_COLUMNS = (
    "number", "at", "type", "outcome", "actorId", "actorEmail", "subjectId", "subjectEmail", "ip",
    "userAgent", "requestId", "detail", "id",
)  # fmt: skip


def record_export(search: Search, kind: str, *, act: Act) -> None:
    """Note in the history who took which part of it."""
    narrowed = {
        "user": search.subject_id,
        "type": search.event,
        "from": _spelled(search.since),
        "until": _spelled(search.until),
    }
    given = {name: value for name, value in narrowed.items() if value is not None}
    place = {"ip": search.ip} if search.ip else {}
    with write_tx() as tx:
        record(
            tx, Event.EXPORTED, subject_id=None, act=act, what="history", format=kind,
            narrowed=given, **place,
        )  # fmt: skip


def export_pages(search: Search, kind: str) -> Iterator[list[str]]:
    """Yield the lines of the events that a search finds, in pages.

    The newest event comes first. The first page of CSV begins with the names of the columns.
    Between two pages nothing is held: no transaction, no connection, and no row.
    """
    head, line = FORMATS[kind]
    lines, behind = list(head), None
    while found := newest_events(search, limit=_PAGE, behind=behind):
        behind = place_of(found[-1])
        lines += [line(each) for each in facts_of(found)]
        end_read()
        yield lines
        lines = []
    if lines:
        yield lines


def _csv(facts: Mapping[str, Any]) -> str:
    actor, subject = facts["actor"] or {}, facts["subject"] or {}
    cells = {
        **facts,
        "at": facts["at"].isoformat(),
        "actorId": actor.get("id"),
        "actorEmail": actor.get("email"),
        "subjectId": subject.get("id"),
        "subjectEmail": subject.get("email"),
        "detail": json.dumps(facts["detail"], ensure_ascii=False),
    }
    return csv_line(cells[each] for each in _COLUMNS)


def _json(facts: Mapping[str, Any]) -> str:
    return f"{json.dumps({**facts, 'at': facts['at'].isoformat()})}\n"


def _spelled(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


# The lines before the first event, and how one event is written.
FORMATS: dict[str, tuple[tuple[str, ...], Callable[[Mapping[str, Any]], str]]] = {
    CSV: ((csv_line(_COLUMNS),), _csv),
    JSON_LINES: ((), _json),
}
