"""How an answer tells what the policy asks, and by when."""

from datetime import datetime
from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.policy.dates import set_up_by
from app.policy.standing import Standing


class SetUpAsked(ma.Schema):
    """What the policy asks for; nothing where it asks for nothing."""

    requires2FASetup = fields.Boolean(
        metadata={"description": "Policy: set up a second factor or a passkey next"}
    )
    setUpBy = fields.AwareDateTime(
        metadata={
            "description": "Everything works until then; without it, only the set-up does",
            "example": "2026-12-15T09:00:00+00:00",
        }
    )


def set_up_asked(user_id: str, standing: Standing) -> dict[str, Any]:
    """Return the members of `SetUpAsked` for a person.

    The first answer that tells a date writes it (G01).
    """
    if standing.is_stopped:
        return {"requires2FASetup": True}
    by: datetime | None = set_up_by(user_id, standing.met) if standing.has_time else None
    return {"requires2FASetup": True, "setUpBy": by} if by else {}
