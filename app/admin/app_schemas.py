"""The shapes of apps behind forward-auth on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.admin.schemas import next_page, version
from app.core import names
from app.core.group_names import PATTERN
from app.core.origins import LONGEST_PATH
from app.forward_auth.apps import ListedApp, require_origin, require_path
from app.forward_auth.models import LONGEST_ORIGIN, MOST_OPEN, NONE, TOKENS
from app.forward_auth.question import LONGEST_TIME
from app.web.schemas import WholeNumber
from app.web.words import checked_by

_MOST_GROUPS = 50


def _name(**more: Any) -> fields.String:
    length = validate.Length(min=1, max=names.LONGEST)
    return fields.String(
        validate=(length, checked_by(names.require_name)),
        metadata={"pattern": names.PATTERN, "example": "Wiki"},
        **more,
    )


def _origin(**more: Any) -> fields.String:
    return fields.String(
        validate=(validate.Length(max=LONGEST_ORIGIN), checked_by(require_origin)),
        metadata={
            "description": "Where browsers reach the app. It is kept in normal form",
            "example": "https://wiki.example.com",
        },
        **more,
    )


def _groups(**more: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(validate=validate.Regexp(PATTERN)),
        validate=validate.Length(max=_MOST_GROUPS),
        metadata={
            "description": "Groups and roles: a person needs one. Empty: everybody with an account",
            "example": ["editors"],
        },
        **more,
    )


def _factor(**more: Any) -> WholeNumber:
    return WholeNumber(
        validate=validate.OneOf([1, 2]),
        metadata={"description": "`2`: the session must have proven a second factor"},
        **more,
    )


def _fresh(**more: Any) -> WholeNumber:
    return WholeNumber(
        allow_none=True,
        validate=validate.Range(1, LONGEST_TIME),
        metadata={"description": "The last proof is at most so many seconds old"},
        **more,
    )


def _open(**more: Any) -> fields.List[Any]:
    return fields.List(
        fields.String(
            validate=(validate.Length(min=1, max=LONGEST_PATH), checked_by(require_path))
        ),
        validate=validate.Length(max=MOST_OPEN),
        metadata={
            "description": "Beginnings of paths, in whole segments, that everybody may open",
            "example": ["/public/"],
        },
        **more,
    )


def _tokens(**more: Any) -> fields.String:
    return fields.String(
        validate=validate.OneOf(TOKENS),
        metadata={"description": "What a token of a program counts as at this app"},
        **more,
    )


class AppBody(ma.Schema):
    """A new app."""

    name = _name(required=True)
    origin = _origin(required=True)
    groups = _groups(required=True)
    factor = _factor(required=True)
    fresh = _fresh(load_default=None)
    open = _open(load_default=list)
    tokens = _tokens(load_default=NONE)


class AppChange(ma.Schema):
    """What changes of an app; what is left out stays."""

    version = version()
    name = _name()
    origin = _origin()
    groups = _groups()
    factor = _factor()
    fresh = _fresh()
    open = _open()
    tokens = _tokens()


class AppItem(ma.Schema):
    """One app, and what it asks for."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    origin = fields.String(required=True)
    groups = fields.List(fields.String(), required=True)
    factor = fields.Integer(required=True)
    fresh = fields.Integer(required=True, allow_none=True)
    open = fields.List(fields.String(), required=True)
    tokens = fields.String(required=True)
    version = version()
    createdAt = fields.AwareDateTime(required=True)


class AppList(ma.Schema):
    """A page of apps, by origin."""

    apps = fields.List(fields.Nested(AppItem), required=True)
    next = next_page()


class AppAnswer(ma.Schema):
    """One app."""

    app = fields.Nested(AppItem, required=True)


def app_json(listed: ListedApp) -> dict[str, Any]:
    """Return an app as every answer shows it."""
    app = listed.app
    return {
        "id": app.id,
        "name": app.name,
        "origin": app.origin,
        "groups": list(listed.groups),
        "factor": app.factor,
        "fresh": app.fresh,
        "open": app.open_paths,
        "tokens": app.tokens,
        "version": app.version,
        "createdAt": app.created_at,
    }
