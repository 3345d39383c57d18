"""The JSON schemas of the two-factor calls."""

import re
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.core.assurance import PASSKEY, TOTP
from app.core.codes import parse_app_code, parse_code
from app.core.text import _
from app.passkeys.schemas import credential_field, name_field, require_one_proof
from app.policy.answers import SetUpAsked
from app.policy.levels import LEVELS
from app.sessions.schemas import RenewedCredentials
from app.users.schemas import UserItem
from app.web.schemas import Answer, Sentence, StrictBoolean
from app.web.words import checked_by

_ID = re.compile(r"^[A-Za-z0-9_-]{16,32}$")
# Longer than any code with spaces and dashes, so that a 10 kB string is refused unparsed.
_code_length = validate.Length(max=64)


class LoginProofBody(ma.Schema):
    """A code or a passkey that finishes a login.

    The code is one of the app or a backup code. `rememberDevice` makes the browser a trusted
    browser.
    """

    code = fields.String(
        validate=(_code_length, checked_by(parse_code)), metadata={"example": "123 456"}
    )
    passkey = credential_field()
    rememberDevice = StrictBoolean(load_default=False)

    @ma.validates_schema
    def one_of_them(self, data: dict[str, object], **more: object) -> None:
        require_one_proof(data)


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


class WhichOne(fields.Field[bool | str]):
    """A field that takes true, false, or the id of an authenticator."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> bool | str:
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and _ID.fullmatch(value):
            return value
        raise ma.ValidationError(_("Send true, or the id of an authenticator."))


class SetupBody(ma.Schema):
    """The options of a set-up.

    `name` adds a further authenticator. `replace` prepares a new one while the old one stays live:
    it is the id of the old one, or true where there is only one. `restart` makes a new secret also
    where one waits.
    """

    name = name_field()
    replace = WhichOne(
        load_default=False,
        metadata={"anyOf": [{"type": "boolean"}, {"type": "string", "pattern": _ID.pattern}]},
    )
    restart = StrictBoolean(load_default=False)


class EnableBody(ma.Schema):
    """The first code of the new authenticator."""

    token = fields.String(required=True, validate=(_code_length, checked_by(parse_app_code)))
    secret = fields.String(
        validate=validate.Length(max=128),
        metadata={"description": "Leave it out; where sent, it must be the one that was set up"},
    )


class SignedInBody(Answer, SetUpAsked):
    """A finished login."""

    user = fields.Nested(UserItem, required=True)


class Pending(ma.Schema):
    """A half-finished login."""

    email = fields.String(required=True)
    methods = fields.List(fields.String(), required=True)
    expiresIn = fields.Integer(required=True)
    attemptsLeft = fields.Integer(required=True)
    recovery = fields.Boolean(
        required=True, metadata={"description": "Whether `POST /api/auth/recovery` may begin one"}
    )
    retryAfter = fields.Integer()


class Extended(ma.Schema):
    """The seconds left of a half-finished login."""

    expiresIn = fields.Integer(required=True)


class FactorItem(ma.Schema):
    """An authenticator app or a passkey; `id` is no credential."""

    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([TOTP, PASSKEY]))
    name = Sentence(required=True)
    createdAt = fields.AwareDateTime(required=True)
    lastUsedAt = fields.AwareDateTime(required=True, allow_none=True)
    provider = fields.String(metadata={"description": "The software or key that keeps a passkey"})
    synced = fields.Boolean(metadata={"description": "Whether a passkey is on several devices"})
    madeFor = fields.String(metadata={"description": "The host of a passkey"})
    usableHere = fields.Boolean(metadata={"description": "Whether a passkey is for this host"})


class Status(SetUpAsked):
    """The state of the second factor, as its owner may see it."""

    enabled = fields.Boolean(required=True)
    required = fields.Boolean(
        required=True, metadata={"description": "Also while `setUpBy` is to come"}
    )
    level = fields.String(
        required=True,
        validate=validate.OneOf(LEVELS),
        metadata={
            "description": "What the policy asks of this account: first what holds already",
            "example": "optional",
        },
    )
    methods = fields.List(fields.String(), required=True)
    authenticators = fields.List(
        fields.Nested(FactorItem),
        required=True,
        metadata={"description": "The apps and the passkeys, oldest first"},
    )
    backupCodesRemaining = fields.Integer(required=True)
    enabledAt = fields.AwareDateTime(required=True, allow_none=True)
    reEnrol = fields.Boolean(
        metadata={
            "description": "There, and true, where an app's secret came from elsewhere and has "
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


class EnabledAnswer(RenewedCredentials):
    """The new authenticator works.

    As the first factor, or in place of another one, it brings backup codes, which cannot be read
    again. Else the answer describes the further one.
    """

    backupCodes = fields.List(fields.String())
    authenticator = fields.Nested(FactorItem)


class AuthenticatorAnswer(Answer):
    """An authenticator as it is now."""

    authenticator = fields.Nested(FactorItem, required=True)
