"""The shapes of introspection on the wire."""

import marshmallow as ma
from marshmallow import fields, validate


class IntrospectionForm(ma.Schema):
    """A token, as a backend got it."""

    token = fields.String(required=True, validate=validate.Length(min=1, max=2000))
    token_type_hint = fields.String(
        validate=validate.Length(max=100), metadata={"description": "Ignored: its form tells it"}
    )


class Introspection(ma.Schema):
    """What a token is (RFC 7662, 2.2).

    Of one that is not active nothing else is told.
    """

    active = fields.Boolean(required=True)
    token_type = fields.String()
    sub = fields.String(metadata={"description": "The account's id; it never changes"})
    username = fields.String()
    email = fields.String()
    name = fields.String()
    groups = fields.List(
        fields.String(), metadata={"description": "The role, then the groups, as `Remote-Groups`"}
    )
    aud = fields.String(metadata={"description": "Of an app token: the origin that it opens"})
    amr = fields.List(
        fields.String(),
        metadata={"description": "What was proven at sign-in; `app_token` alone for an app token"},
    )
    factors = fields.Integer(
        validate=validate.OneOf([1, 2]), metadata={"description": "What the token counts as"}
    )
    iat = fields.Integer(metadata={"description": "When it was made, in seconds since 1970"})
    exp = fields.Integer(metadata={"description": "When it ends, in seconds since 1970"})
