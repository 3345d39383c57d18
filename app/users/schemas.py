"""The shape of a user on the wire."""

import marshmallow as ma
from marshmallow import fields

from app.users.account import Account
from app.users.models import User


class UserItem(ma.Schema):
    """One account, as its owner sees it: what `user_json` returns."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)
    locale = fields.String(
        required=True, metadata={"description": "The language of mails; empty where nobody chose"}
    )
    emailVerified = fields.Boolean(required=True)
    role = fields.String(required=True)
    groups = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "In alphabetical order", "example": ["editors", "wiki"]},
    )
    twoFactorEnabled = fields.Boolean(required=True)
    createdAt = fields.String(required=True, metadata={"format": "date-time"})


def user_json(user: Account | User) -> dict[str, object]:
    """Return a user as every answer and the command line show it."""
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "locale": user.locale,
        "emailVerified": user.email_verified_at is not None,
        "role": user.role,
        "groups": list(user.groups),
        "twoFactorEnabled": user.has_two_factor,
        "createdAt": user.created_at.isoformat(),
    }
