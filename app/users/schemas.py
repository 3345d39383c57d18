"""The shape of a user on the wire."""

import marshmallow as ma
from marshmallow import fields

from app.users.models import User

_BOOLEAN = {"type": "boolean"}


class UserItem(ma.Schema):
    """One account, as its owner sees it."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    emailVerified = fields.Function(
        lambda user: user.email_verified_at is not None, required=True, metadata=_BOOLEAN
    )
    role = fields.String(required=True)
    twoFactorEnabled = fields.Function(
        lambda user: user.has_two_factor, required=True, metadata=_BOOLEAN
    )
    createdAt = fields.AwareDateTime(attribute="created_at", required=True)


def user_json(user: User) -> dict[str, object]:
    """Return a user as every answer and the command line show it."""
    return dict(UserItem().dump(user))
