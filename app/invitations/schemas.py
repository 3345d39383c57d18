"""The JSON schemas of an invitation, as the invited person sees it."""

import marshmallow as ma
from marshmallow import fields

from app.users.schemas import UserItem


class Offer(ma.Schema):
    """What an invitation offers.

    `email` is there where the invitation is for one address.
    """

    email = fields.String()
    role = fields.String(required=True)
    groups = fields.List(fields.String(), required=True)
    invitedBy = fields.String(required=True)
    expiresAt = fields.AwareDateTime(required=True)


class AcceptAnswer(ma.Schema):
    """The account, with the groups that it took."""

    message = fields.String(required=True)
    user = fields.Nested(UserItem, required=True)
