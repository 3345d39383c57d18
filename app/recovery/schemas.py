"""The JSON schemas of recoveries and of the recovery address."""

from functools import partial

import marshmallow as ma
from marshmallow import fields, validate

from app.core.addresses import normal_form
from app.policy.answers import SetUpAsked
from app.users.schemas import UserItem
from app.web.schemas import Answer
from app.web.words import checked_by

_token = partial(fields.String, required=True, validate=validate.Length(min=1, max=128))


class Begun(Answer):
    """A recovery that waits, and from when it can be finished."""

    readyAt = fields.AwareDateTime(required=True)


class RecoveryTokenBody(ma.Schema):
    """The token of a mailed link."""

    token = _token()


class FinishBody(RecoveryTokenBody):
    """The token of the mailed link, and the account's password."""

    password = fields.String(required=True, validate=validate.Length(min=1, max=1024))


class FinishedAnswer(Answer, SetUpAsked):
    """The signed-in user, who has to set up a second factor next."""

    user = fields.Nested(UserItem, required=True)


class RecoveryAddressBody(ma.Schema):
    """The address that shall hear of recoveries."""

    email = fields.String(
        required=True,
        validate=(validate.Length(max=320), checked_by(normal_form)),
        metadata={"format": "email"},
    )


class RecoveryAddresses(ma.Schema):
    """The recovery address, and the one that waits to be confirmed."""

    email = fields.String(required=True, allow_none=True)
    pending = fields.String(required=True, allow_none=True)


class ConfirmedAddress(Answer):
    """The address that hears of recoveries now."""

    email = fields.String(required=True)
