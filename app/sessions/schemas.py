"""The JSON schemas of sessions, devices and tokens."""

import marshmallow as ma
from marshmallow import fields

from app.core.devices import describe_device
from app.web.schemas import Answer


class SessionItem(ma.Schema):
    """One session; `id` is no credential."""

    id = fields.String(required=True)
    current = fields.Boolean(required=True)
    kind = fields.String(required=True)
    createdAt = fields.AwareDateTime(attribute="created_at", required=True)
    lastSeenAt = fields.AwareDateTime(attribute="last_seen_at", required=True)
    ip = fields.String(required=True)
    userAgent = fields.String(attribute="user_agent", required=True)
    device = fields.Function(
        lambda row: describe_device(row.user_agent),
        required=True,
        metadata={"type": "string", "example": "Firefox on Linux"},
    )
    methods = fields.List(fields.String(), attribute="amr", required=True)


class SessionList(ma.Schema):
    """All live sessions of the caller."""

    sessions = fields.List(fields.Nested(SessionItem), required=True)


class Tokens(ma.Schema):
    """The tokens of a client (RFC 6749 section 5.1)."""

    accessToken = fields.String()
    refreshToken = fields.String()
    tokenType = fields.String(metadata={"example": "Bearer"})
    expiresIn = fields.Integer(metadata={"description": "Seconds that the access token lives"})


class RenewedCredentials(Answer, Tokens):
    """The answer of a call that ended every other session.

    A token client finds its new tokens here. A browser gets a new cookie.
    """


class DeviceItem(ma.Schema):
    """One trusted browser; `id` is no credential."""

    id = fields.String(required=True)
    current = fields.Boolean(required=True)
    createdAt = fields.AwareDateTime(attribute="created_at", required=True)
    lastUsedAt = fields.AwareDateTime(attribute="last_used_at", required=True)
    expiresAt = fields.AwareDateTime(attribute="expires_at", required=True)
    ip = fields.String(required=True)
    userAgent = fields.String(attribute="user_agent", required=True)
    device = fields.Function(
        lambda row: describe_device(row.user_agent),
        required=True,
        metadata={"type": "string", "example": "Firefox on Linux"},
    )


class DeviceList(ma.Schema):
    """The browsers that the caller trusts."""

    devices = fields.List(fields.Nested(DeviceItem), required=True)
