"""The JSON schemas of login, step-up and token clients."""

import marshmallow as ma
from marshmallow import fields, validate

from app.core.codes import parse_code
from app.core.text import _
from app.passkeys.schemas import credential_field, require_one_proof
from app.policy.answers import SetUpAsked
from app.sessions.schemas import Tokens
from app.users.schemas import UserItem
from app.web.schemas import Answer, Sentence
from app.web.words import checked_by

_address = validate.Length(max=320)
_password = validate.Length(min=1, max=1024)


def two_factor_token() -> fields.String:
    """Return the field of a half-finished sign-in's token."""
    return fields.String(required=True, validate=validate.Length(min=1, max=512))


class LoginBody(ma.Schema):
    """An e-mail address and a password."""

    email = fields.String(required=True, validate=_address)
    password = fields.String(required=True, validate=_password)


class LoginAnswer(SetUpAsked):
    """The answer to a login.

    The user is signed in, or must send a second factor (`requires2FA`). `requires2FASetup` demands
    that a signed-in user sets up two factors.
    """

    message = Sentence()
    user = fields.Nested(UserItem)
    requires2FA = fields.Boolean(metadata={"description": "Send a code to verify-login next"})
    methods = fields.List(fields.String())
    expiresIn = fields.Integer(metadata={"description": "Seconds left for the second step"})
    retryAfter = fields.Integer(metadata={"description": "Seconds until codes are taken again"})


class ReauthBody(ma.Schema):
    """The password, or a code or passkey where two factors are on."""

    password = fields.String(validate=_password)
    code = fields.String(validate=validate.Length(max=64))
    passkey = credential_field()

    @ma.validates_schema
    def one_of_them(self, data: dict[str, str], **more: object) -> None:
        if len(data) != 1:
            raise ma.ValidationError(_("Send one of password, code and passkey."), "password")


class ReauthAnswer(Answer):
    """The time at which the step-up expires."""

    freshUntil = fields.AwareDateTime(required=True)


class TokenCodeBody(ma.Schema):
    """The token of a half-finished sign-in, and a code or a passkey.

    The code is one of the app or a backup code.
    """

    twofaToken = two_factor_token()
    code = fields.String(validate=(validate.Length(max=64), checked_by(parse_code)))
    passkey = credential_field()

    @ma.validates_schema
    def one_of_them(self, data: dict[str, str], **more: object) -> None:
        require_one_proof(data)


class TokenOptionsBody(ma.Schema):
    """The token of a half-finished sign-in."""

    twofaToken = two_factor_token()


class RefreshBody(ma.Schema):
    """The newest refresh token."""

    refreshToken = fields.String(required=True, validate=validate.Length(min=1, max=512))


class TokenAnswer(Tokens, SetUpAsked):
    """The tokens of a session, or the request for a second factor."""

    user = fields.Nested(UserItem)
    requires2FA = fields.Boolean(metadata={"description": "Send a code to token/verify next"})
    twofaToken = fields.String()
    methods = fields.List(fields.String())
    retryAfter = fields.Integer(metadata={"description": "Seconds until codes are taken again"})
