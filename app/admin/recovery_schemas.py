"""The shapes of recoveries as administrators see them."""

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.schemas import next_page
from app.recovery.models import OPEN


class RecoveringPerson(ma.Schema):
    """Whose recovery it is."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)


class RecoveryItem(ma.Schema):
    """One open recovery."""

    id = fields.String(required=True)
    user = fields.Nested(RecoveringPerson, required=True)
    state = fields.String(required=True, validate=validate.OneOf(OPEN))
    startedAt = fields.String(required=True, metadata={"format": "date-time"})
    readyAt = fields.String(required=True, metadata={"format": "date-time"})
    expiresAt = fields.String(
        required=True,
        allow_none=True,
        metadata={"format": "date-time", "description": "Until when its link works"},
    )
    told = fields.Boolean(
        required=True,
        metadata={"description": "Whether a mail server took a notice; without it, it lapses"},
    )
    ip = fields.String(required=True)
    device = fields.String(required=True)


class OpenRecoveries(ma.Schema):
    """A page of open recoveries, by id."""

    recoveries = fields.List(fields.Nested(RecoveryItem), required=True)
    next = next_page()
