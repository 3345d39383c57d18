"""The shapes of app tokens on the wire."""

import marshmallow as ma
from marshmallow import fields, validate

from app.app_tokens.models import LONGEST_NAME, LONGEST_ORIGIN
from app.core.errors import InvalidRequest
from app.core.names import PATTERN, require_name
from app.core.text import _
from app.forward_auth.token_issuing import LONGEST_SECONDS, SHORTEST_SECONDS
from app.web.schemas import WholeNumber
from app.web.words import checked_by


def _require_visible(name: str) -> None:
    if not name.strip():
        raise InvalidRequest(fields={"name": [_("Use printable characters.")]})


class AppTokenBody(ma.Schema):
    """A new app token."""

    name = fields.String(
        required=True,
        validate=(
            validate.Length(min=1, max=LONGEST_NAME),
            checked_by(require_name),
            checked_by(_require_visible),
        ),
        metadata={"pattern": PATTERN, "description": "For its owner", "example": "Backup"},
    )
    origin = fields.String(
        required=True,
        validate=validate.Length(min=1, max=LONGEST_ORIGIN),
        metadata={
            "description": "The one app that it opens",
            "example": "https://files.example.com",
        },
    )
    expiresIn = WholeNumber(
        required=True,
        validate=validate.Range(SHORTEST_SECONDS, LONGEST_SECONDS),
        metadata={"description": "Seconds; a year at most", "example": 7_776_000},
    )


class AppTokenItem(ma.Schema):
    """One app token; `id` is no credential."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    origin = fields.String(required=True)
    createdAt = fields.AwareDateTime(required=True)
    lastUsedAt = fields.AwareDateTime(
        required=True, allow_none=True, metadata={"description": "To within a minute"}
    )
    expiresAt = fields.AwareDateTime(required=True)


class AppTokenList(ma.Schema):
    """The caller's app tokens, the newest first."""

    appTokens = fields.List(fields.Nested(AppTokenItem), required=True)


class NewAppToken(AppTokenItem):
    """A new app token, which is shown this once."""

    token = fields.String(required=True, metadata={"description": "Cannot be read again"})
