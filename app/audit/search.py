"""Searches the whole history, newest event first."""

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_, select

from app.audit.models import NUMBERED, AuditEvent
from app.core.errors import InvalidRequest
from app.core.request_origin import OPERATOR
from app.core.text import _
from app.extensions import db

_NEWEST_FIRST = (AuditEvent.at.desc(), AuditEvent.number.desc())


@dataclass(frozen=True, kw_only=True)
class Search:
    """Which events to list: those that fit everything that is set.

    `since` and `until` include the moment itself.
    """

    subject_id: str | None = None
    event: str | None = None
    ip: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """Yield the SQL conditions."""
        for column, value in (
            (AuditEvent.subject_id, self.subject_id),
            (AuditEvent.type, self.event),
            (AuditEvent.ip, self.ip),
        ):
            if value is not None:
                yield column == value
        if self.since is not None:
            yield AuditEvent.at >= self.since
        if self.until is not None:
            yield AuditEvent.at <= self.until


class Place(NamedTuple):
    """The event behind which a list goes on."""

    at: datetime
    number: int


def newest_events(
    search: Search, *, limit: int, behind: Place | None = None
) -> Sequence[AuditEvent]:
    """Return at most `limit` events, newest first.

    They are ordered by their time, and events of one moment by their number. So every filter is
    answered by an index, also one of a span of time long ago.
    """
    chosen = select(AuditEvent).where(NUMBERED, *search.conditions())
    if behind is not None:
        # The first comparison repeats part of the second one, for the index.
        older = or_(AuditEvent.at < behind.at, AuditEvent.number < behind.number)
        chosen = chosen.where(AuditEvent.at <= behind.at, older)
    return db.session.scalars(chosen.order_by(*_NEWEST_FIRST).limit(limit)).all()


def place_of(event: AuditEvent) -> Place:
    """Return where a list goes on that ends with an event."""
    return Place(event.at, event.number)


def find_place(number: int) -> Place:
    """Return where a list goes on behind the event of a number.

    Raises InvalidRequest where there is no such event.
    """
    at = db.session.scalar(select(AuditEvent.at).where(AuditEvent.number == number))
    if at is None:
        raise InvalidRequest(fields={"after": [_("There is no such event.")]})
    return Place(at, number)


def searched_address(text: str) -> str:
    """Return an address in the form that is searched.

    `operator` stays as it is. Raises ValueError for any other text.
    """
    return text if text == OPERATOR else str(ipaddress.ip_address(text))
