"""The shapes that all calls of administrators share."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

import marshmallow as ma
from marshmallow import fields, validate

from app.core import names
from app.core.text import _
from app.web.schemas import WholeNumber

Row = TypeVar("Row")
version = partial(
    WholeNumber,
    required=True,
    validate=validate.Range(min=1, max=2**31 - 1),
    metadata={"description": "Rises with each change. A write sends the one that it saw"},
)
next_page = partial(
    fields.String,
    required=True,
    allow_none=True,
    metadata={"description": "`after` of the next page; null where this is the last"},
)


def _is_reason(text: str) -> None:
    if not names.is_reason(text):
        raise ma.ValidationError(
            _("Use {least} to {most} printable characters, with no space at either end.").format(
                least=names.SHORTEST_REASON, most=names.LONGEST_REASON
            )
        )


class VersionBody(ma.Schema):
    """The version that the caller saw of what they delete."""

    version = version()


class ReasonBody(ma.Schema):
    """Why an administrator acts on a person; the person is told."""

    reason = fields.String(
        required=True,
        validate=_is_reason,
        metadata={
            "pattern": names.REASON,
            "minLength": names.SHORTEST_REASON,
            "maxLength": names.LONGEST_REASON,
            "example": "Joins the editors on Monday",
        },
    )


def page_of(
    find: Callable[..., Sequence[Row]], query: Mapping[str, Any], key: Callable[[Row], str]
) -> tuple[Sequence[Row], str | None]:
    """Return the asked page, and `after` of the next page or None.

    `find` takes `after` and `limit`. It is asked for one more than the page shows, to see whether
    there is a next page. `key` is where the list goes on.
    """
    limit = query["limit"]
    found = find(after=query["after"], limit=limit + 1)
    page = found[:limit]
    return page, key(page[-1]) if len(found) > limit else None


class PageQuery(ma.Schema):
    """The size and the start of a page."""

    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=100))
    after = fields.String(
        load_default="",
        validate=validate.Regexp(r"^[A-Za-z0-9_.:/\[\]-]{0,300}$", error="There is no such page."),
        metadata={"description": "`next` of the page before", "example": "editors"},
    )
