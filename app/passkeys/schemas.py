"""The JSON schemas of passkeys and their ceremonies."""

from collections.abc import Mapping

import marshmallow as ma
from marshmallow import fields, validate

from app.core.errors import InvalidRequest
from app.core.names import PATTERN, require_name
from app.core.text import _
from app.factors.models import LONGEST_NAME
from app.sessions.schemas import RenewedCredentials
from app.web.schemas import Sentence
from app.web.words import checked_by


def credential_field(*, required: bool = False) -> fields.Dict:
    """Return the field of a browser's credential.

    It is the JSON of WebAuthn Level 3, 5.1.1. Members that browsers add are ignored there.
    """
    return fields.Dict(
        keys=fields.String(),
        required=required,
        metadata={"description": "What `PublicKeyCredential.toJSON()` returns"},
    )


def require_one_proof(data: Mapping[str, object]) -> None:
    """Raise ValidationError where a body has neither `code` nor `passkey`, or both."""
    if ("code" in data) == ("passkey" in data):
        raise ma.ValidationError(_("Send either code or passkey."), "code")


def _require_visible(name: str) -> None:
    if not name.strip():
        raise InvalidRequest(fields={"name": [_("Use printable characters.")]})


def name_field(*, required: bool = False) -> fields.String:
    """Return the field of a factor's name."""
    length = validate.Length(min=1, max=LONGEST_NAME)
    checks = (length, checked_by(require_name), checked_by(_require_visible))
    return fields.String(required=required, validate=checks, metadata={"pattern": PATTERN})


class Options(ma.Schema):
    """The options for a browser, as the standard's JSON."""

    publicKey = fields.Dict(keys=fields.String(), required=True)


class CredentialBody(ma.Schema):
    """The signature of a passkey over the options' challenge."""

    credential = credential_field(required=True)


class NewPasskeyBody(CredentialBody):
    """A new passkey, and what its owner calls it."""

    name = name_field()


class NameBody(ma.Schema):
    """A new name."""

    name = name_field(required=True)


class PasskeyItem(ma.Schema):
    """One passkey, as its owner sees it."""

    id = fields.String(required=True)
    name = Sentence(required=True)
    provider = fields.String(metadata={"description": "The software or key that keeps it"})
    createdAt = fields.AwareDateTime(required=True)
    lastUsedAt = fields.AwareDateTime(required=True, allow_none=True)
    synced = fields.Boolean(required=True)
    madeFor = fields.String(required=True, metadata={"description": "The host of the passkey"})
    usableHere = fields.Boolean(required=True)


class Signal(ma.Schema):
    """What a browser may be told of the account's keys.

    It is the argument of `signalAllAcceptedCredentials` (WebAuthn Level 3, 5.1.10).
    """

    rpId = fields.String(required=True)
    userId = fields.String(required=True)
    allAcceptedCredentialIds = fields.List(fields.String(), required=True)


class Passkeys(ma.Schema):
    """The passkeys of the caller.

    `signal` is left out where no browser may be told to forget a key.
    """

    passkeys = fields.List(fields.Nested(PasskeyItem), required=True)
    signal = fields.Nested(Signal)


class PasskeyAnswer(RenewedCredentials):
    """A passkey that was added or renamed.

    The first factor of an account brings the backup codes, which cannot be read again.
    """

    passkey = fields.Nested(PasskeyItem, required=True)
    backupCodes = fields.List(fields.String())


class RemovedAnswer(RenewedCredentials):
    """A passkey was removed."""

    signal = fields.Nested(Signal)
