"""The JSON schemas of the two-factor calls."""

import marshmallow as ma
from marshmallow import fields, validate

from app.core.codes import parse_app_code, parse_code
from app.core.text import _
from app.sessions.schemas import RenewedCredentials
from app.users.schemas import UserItem
from app.web.schemas import Answer, StrictBoolean
from app.web.words import checked_by

# Longer than any code with spaces and dashes, so that a 10 kB string is refused unparsed.
_code_length = validate.Length(max=64)


class CodeBody(ma.Schema):
    """A code of the app, or a backup code."""

    code = fields.String(
        required=True,
        validate=(_code_length, checked_by(parse_code)),
        metadata={"example": "123 456"},
    )


class LoginCodeBody(CodeBody):
    """A code that finishes a login.

    `rememberDevice` makes the browser a trusted browser.
    """

    rememberDevice = StrictBoolean(load_default=False)


class ProofBody(ma.Schema):
    """A code, needed where the step-up is not fresh.

    `token` is accepted in place of `code`.
    """

    code = fields.String(validate=_code_length)
    token = fields.String(validate=_code_length)

    @ma.validates_schema
    def one_of_them(self, data: dict[str, str], **more: object) -> None:
        if "code" in data and "token" in data:
            raise ma.ValidationError(_("Send code or token, not both."), "token")


class SetupBody(ma.Schema):
    """The options of a set-up.

    `replace` prepares a new authenticator while the old one stays live. `restart` makes a new
    secret also where one waits.
    """

    replace = StrictBoolean(load_default=False)
    restart = StrictBoolean(load_default=False)


class EnableBody(ma.Schema):
    """The first code of the new authenticator."""

    token = fields.String(required=True, validate=(_code_length, checked_by(parse_app_code)))
    secret = fields.String(
        validate=validate.Length(max=128),
        metadata={"description": "Leave it out; where sent, it must be the one that was set up"},
    )


class SignedInBody(Answer):
    """A finished login."""

    user = fields.Nested(UserItem, required=True)


class Pending(ma.Schema):
    """A half-finished login."""

    email = fields.String(required=True)
    methods = fields.List(fields.String(), required=True)
    expiresIn = fields.Integer(required=True)
    attemptsLeft = fields.Integer(required=True)
    retryAfter = fields.Integer()


class Extended(ma.Schema):
    """The seconds left of a half-finished login."""

    expiresIn = fields.Integer(required=True)


class Status(ma.Schema):
    """The state of the second factor, as its owner may see it."""

    enabled = fields.Boolean(required=True)
    required = fields.Boolean(required=True)
    methods = fields.List(fields.String(), required=True)
    backupCodesRemaining = fields.Integer(required=True)
    enabledAt = fields.AwareDateTime(required=True, allow_none=True)
    reEnrol = fields.Boolean(
        metadata={
            "description": "There, and true, where the app's secret came from elsewhere and has "
            "fewer than 128 bits: set up a new one."
        }
    )


class Setup(ma.Schema):
    """A pending authenticator, which cannot be read again."""

    secret = fields.String(required=True)
    otpauthUrl = fields.String(required=True)
    qrCode = fields.String(required=True, metadata={"description": "SVG data URL"})
    expiresIn = fields.Integer(required=True)


class BackupCodes(ma.Schema):
    """Ten backup codes, which cannot be read again."""

    backupCodes = fields.List(fields.String(), required=True)


class EnabledAnswer(RenewedCredentials, BackupCodes):
    """Two-factor authentication is on."""
