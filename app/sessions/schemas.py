"""The shapes of sessions on the wire."""

import marshmallow as ma
from marshmallow import fields


class SessionItem(ma.Schema):
    """One session; `id` is never a credential."""

    id = fields.String(required=True)
    current = fields.Boolean(required=True)
    kind = fields.String(required=True)
    createdAt = fields.AwareDateTime(attribute="created_at", required=True)
    lastSeenAt = fields.AwareDateTime(attribute="last_seen_at", required=True)
    ip = fields.String(required=True)
    userAgent = fields.String(attribute="user_agent", required=True)
    methods = fields.List(fields.String(), attribute="amr", required=True)


class SessionList(ma.Schema):
    """All live sessions of the caller."""

    sessions = fields.List(fields.Nested(SessionItem), required=True)
