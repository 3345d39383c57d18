"""The route by which administrators see what is wrong with the instance."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.health import health, health_json
from app.extensions import now
from app.maintenance.finding import BROKEN, OK, WARNING
from app.sessions.guards import admin
from app.web.api import Blueprint

blueprint = Blueprint("admin_health", __name__, url_prefix="/api/admin/health")


class CheckItem(ma.Schema):
    """What one check of `flask doctor` found."""

    name = fields.String(required=True, metadata={"example": "mail"})
    state = fields.String(required=True, validate=validate.OneOf([OK, WARNING, BROKEN]))
    told = fields.String(required=True, metadata={"description": "What is"})
    advice = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "What to do; null where all is well"},
    )


class HealthAnswer(ma.Schema):
    """What all checks found, in the order to mend it."""

    at = fields.AwareDateTime(
        required=True, metadata={"description": "When they looked, at most a minute ago"}
    )
    checks = fields.List(fields.Nested(CheckItem), required=True)


@blueprint.get("")
@blueprint.response(200, HealthAnswer)
@admin
def show() -> dict[str, Any]:
    """Tell what `flask doctor` finds.

    It looks once a minute, opens only the first secrets of each kind, and leaves out what takes
    long among many accounts. The command does all of it.
    """
    return health_json(health(now()))
