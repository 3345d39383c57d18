"""The shapes of forward-auth: what an app asks for, and the way back after a login."""

from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

import marshmallow as ma
from marshmallow import fields, validate

from app.core.redirects import LONGEST
from app.forward_auth.decision import ENROL, FRESH, LOGIN, SECOND_FACTOR, Asked
from app.users.models import ROLES

_LONGEST_TIME = 10**9
_LONGEST_QUERY = 100
_NEEDS = (LOGIN, SECOND_FACTOR, FRESH, ENROL)


class Proofs(ma.Schema):
    """What a session must have proven."""

    factor = fields.String(
        validate=validate.OneOf(["2"]),
        metadata={"description": "`2`: a second factor was proven in this session", "example": "2"},
    )
    fresh = fields.Integer(
        validate=validate.Range(1, _LONGEST_TIME),
        metadata={"description": "The last proof is at most so many seconds old", "example": 300},
    )


class CheckQuery(Proofs):
    """What the operator's proxy asks for. A name or value that is not known is refused: a slip of
    the pen must close the app, not open it."""

    group = fields.String(
        validate=validate.OneOf(ROLES),
        metadata={"description": "The role that the user must have", "example": "admin"},
    )


_CHECK = CheckQuery()


class ReturnQuery(Proofs):
    """The query of the login page's address, as a proxy's redirect or refusal wrote it."""

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


def asked_by(query: dict[str, Any]) -> Asked:
    """Return a checked query as what an app asks for."""
    return Asked(
        factor=query.get("factor") == "2", fresh=query.get("fresh"), group=query.get("group")
    )


@lru_cache(maxsize=100)
def asked_plainly(query: str) -> Asked | None:
    """Return what a query string asks for, or None where it is none that a proxy would be told to
    send; an operator writes it once, and it comes with every request."""
    pairs = parse_qsl(query[:_LONGEST_QUERY], keep_blank_values=True)
    if len(query) > _LONGEST_QUERY or len(dict(pairs)) < len(pairs):
        return None
    try:
        return asked_by(_CHECK.load(dict(pairs), unknown=ma.RAISE))
    except ma.ValidationError:
        return None
