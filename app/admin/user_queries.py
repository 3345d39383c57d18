"""What a list of people is asked, and where it goes on."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.accounts.directory import Place, Wanted
from app.core import names
from app.core.errors import InvalidRequest, NotFound
from app.core.group_names import PATTERN
from app.core.text import _
from app.groups.service import find_by_name
from app.web.words import checked_by

LONGEST_SEARCH = 100
# Nobody who used the account within this time is `inactive`.
INACTIVE_DAYS = 90
_FILTERS: dict[str, dict[str, Any]] = {
    **{
        each: {each: True}
        for each in ("without_second_factor", "unverified", "disabled", "locked", "admins")
    },
    "inactive": {"inactive_days": INACTIVE_DAYS},
}
_NO_PAGE = _("There is no such page.")
_PLACE = r"^([0-9]{1,17})\.([A-Za-z0-9_-]{1,32})$"
_BEGINNING, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


class PeopleQuery(ma.Schema):
    """Whom to list, and which page."""

    q = fields.String(
        load_default="",
        validate=(validate.Length(max=LONGEST_SEARCH), checked_by(names.require_name)),
        metadata={
            "description": "Each word is a part of the address or the name, with small or capital "
            "letters. One or two letters begin a word of it",
            "pattern": names.PATTERN,
            "example": "ann smith",
        },
    )
    filter = fields.String(
        validate=validate.OneOf(list(_FILTERS)), metadata={"example": "without_second_factor"}
    )
    group = fields.String(
        validate=validate.Regexp(PATTERN, error=_("There is no such group.")),
        metadata={"description": "The name of a group", "example": "editors"},
    )
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    after = fields.String(
        validate=validate.Regexp(_PLACE, error=_NO_PAGE),
        metadata={
            "description": "`next` of the page before",
            "example": "1795262400000000.s5wA0QbN3J0f8Xw1RkqV9c",
        },
    )


class PersonEventsQuery(ma.Schema):
    """Which page of a person's history."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    after = fields.String(
        validate=validate.Regexp(r"^[0-9]{1,18}$", error=_NO_PAGE),
        metadata={"description": "`next` of the page before", "example": "4711"},
    )


def wanted_of(query: dict[str, Any]) -> Wanted:
    """Return whom a query looks for.

    Raises InvalidRequest for a group that is not there.
    """
    narrowed = _FILTERS.get(query.get("filter", ""), {})
    return Wanted(text=query["q"], group_id=_group(query.get("group")), **narrowed)


def place_in(text: str | None) -> Place | None:
    """Return the place that `place_text` wrote; None for the beginning."""
    found = re.fullmatch(_PLACE, text or "")
    if found is None:
        return None
    return _BEGINNING + int(found[1]) * _MICROSECOND, found[2]


def place_text(place: Place | None) -> str | None:
    """Return a place of a list as the wire has it."""
    if place is None:
        return None
    moment, user_id = place
    return f"{(moment - _BEGINNING) // _MICROSECOND}.{user_id}"


def _group(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return find_by_name(name).id
    except NotFound as unknown:
        raise InvalidRequest(fields={"group": [unknown.message]}) from None
