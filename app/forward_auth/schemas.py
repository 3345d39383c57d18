"""The shapes of the way back, and of somebody's own apps."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.core.redirects import LONGEST
from app.forward_auth.decision import ENROL, FRESH, LOGIN, SECOND_FACTOR, Asked
from app.forward_auth.question import LONGEST_TIME

_NEEDS = (LOGIN, SECOND_FACTOR, FRESH, ENROL)


class Proofs(ma.Schema):
    """What a session must have proven."""

    factor = fields.String(
        validate=validate.OneOf(["2"]),
        metadata={"description": "`2`: a second factor was proven in this session", "example": "2"},
    )
    fresh = fields.Integer(
        validate=validate.Range(1, LONGEST_TIME),
        metadata={"description": "The last proof is at most so many seconds old", "example": 300},
    )


class ReturnQuery(Proofs):
    """The query of the login page's address.

    A proxy's redirect or refusal wrote it.
    """

    rd = fields.String(
        required=True,
        metadata={
            "description": "Where the browser was going",
            "example": "https://wiki.example.com/",
        },
    )
    need = fields.String(
        metadata={"description": "Ignored: it is worked out anew", "example": "login"}
    )


class ReturnAnswer(ma.Schema):
    """Where to go, and what to do first."""

    url = fields.String(required=True, metadata={"maxLength": LONGEST})
    need = fields.List(
        fields.String(validate=validate.OneOf(_NEEDS)),
        required=True,
        metadata={"description": "Empty: go to `url` now. Else do this, then ask again"},
    )


class OwnApp(ma.Schema):
    """An app that the caller may open.

    `factor` and `fresh` are what it asks for.
    """

    name = fields.String(required=True)
    origin = fields.String(required=True)
    factor = fields.Integer(required=True, validate=validate.OneOf([1, 2]))
    fresh = fields.Integer(metadata={"description": "Seconds; left out where it asks for none"})
    takesTokens = fields.Boolean(
        required=True, metadata={"description": "Whether an app token of the caller would open it"}
    )


class OwnApps(ma.Schema):
    """The apps that the caller may open, by name."""

    apps = fields.List(fields.Nested(OwnApp), required=True)


def asked_by(query: dict[str, Any]) -> Asked:
    """Return what an app asks for, by the login page's checked query."""
    return Asked(factor=query.get("factor") == "2", fresh=query.get("fresh"))
