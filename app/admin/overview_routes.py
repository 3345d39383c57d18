"""The route of the administrators' overview."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.admin.overview import overview_json, take_overview
from app.extensions import now
from app.sessions.guards import admin
from app.web.api import Blueprint

blueprint = Blueprint("admin_overview", __name__, url_prefix="/api/admin/overview")


def _many(description: str = "") -> fields.Integer:
    return fields.Integer(
        required=True, metadata={"description": description} if description else {}
    )


class PeopleFigures(ma.Schema):
    """How many accounts there are, and in which states."""

    total = _many()
    withSecondFactor = _many()
    withPasskey = _many()
    unverified = _many("Their address is not verified")
    disabled = _many()
    locked = _many("No code of theirs is taken now, after too many wrong ones")
    invited = _many("Invitations that still work")


class MailFigures(ma.Schema):
    """How many mails are not sent."""

    waiting = _many()
    dead = _many("Given up: `flask mail dead` says why")


class RecoveryFigures(ma.Schema):
    """How many recoveries are not over."""

    open = _many()


class DayFigures(ma.Schema):
    """What happened on one day in UTC."""

    day = fields.String(required=True, metadata={"format": "date", "example": "2026-11-29"})
    signIns = _many("Finished sign-ins")
    refusals = _many("Wrong passwords, codes and passkeys, and whatever else was refused")


class OverviewAnswer(ma.Schema):
    """The figures of an instance."""

    people = fields.Nested(PeopleFigures, required=True)
    mails = fields.Nested(MailFigures, required=True)
    recoveries = fields.Nested(RecoveryFigures, required=True)
    days = fields.List(
        fields.Nested(DayFigures),
        required=True,
        metadata={"description": "The last 30 days, the oldest first and today last"},
    )


@blueprint.get("")
@blueprint.response(200, OverviewAnswer)
@admin
def show() -> dict[str, Any]:
    """Count people, mails, recoveries, and sign-ins and refusals by day."""
    return overview_json(take_overview(now()))
