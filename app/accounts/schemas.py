"""The JSON schemas of registration, profile, password and mailed links."""

from functools import partial
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.core import names
from app.core.addresses import normal_form
from app.core.common_passwords import refuse_guessable
from app.core.languages import languages
from app.core.passwords import normalise
from app.core.text import _
from app.extensions import settings
from app.policy.answers import SetUpAsked
from app.users.schemas import UserItem
from app.web.schemas import Answer
from app.web.words import checked_by

_password_in_use = validate.Length(min=1, max=1024)
_address = partial(
    fields.String,
    required=True,
    validate=(validate.Length(max=320), checked_by(normal_form)),
    metadata={"format": "email"},
)


def _refuse_unfit(password: str) -> None:
    found = settings()
    normal = normalise(password, shortest=found.password_min_length)
    # The service looks again, with what the account tells a guesser.
    refuse_guessable(normal, about=(found.app_name,))


_new_password = (validate.Length(max=1024), checked_by(_refuse_unfit))


def _name(**more: Any) -> fields.String:
    return fields.String(
        validate=(validate.Length(max=names.LONGEST), checked_by(names.require_name)),
        metadata={"pattern": names.PATTERN},
        **more,
    )


def _language(text: str) -> None:
    if text not in languages():
        choices = ", ".join(languages())
        raise ma.ValidationError(_("Use one of: {choices}.").format(choices=choices))


_LOCALE = {
    "description": "A language of `GET /api/config`",
    "pattern": f"^({'|'.join(languages())})$",
}


class RegisterBody(ma.Schema):
    """A new account."""

    email = _address()
    password = fields.String(required=True, validate=_new_password)
    name = _name(load_default="")
    locale = fields.String(validate=_language, metadata=_LOCALE)
    invitation = fields.String(
        validate=validate.Length(min=1, max=128),
        metadata={"description": "The token of an invitation"},
    )


class RegisterAnswer(Answer, SetUpAsked):
    """The answer to a registration.

    `user` is there where an invitation proved the mailbox, and the browser is signed in.
    """

    user = fields.Nested(UserItem)


class TokenBody(ma.Schema):
    """The token of a mailed link."""

    token = fields.String(required=True, validate=validate.Length(min=1, max=128))


class VerifyBody(TokenBody):
    """The token of a verification link, and the account's new password.

    The browser that registered the account may leave the password out.
    """

    password = fields.String(
        validate=_new_password,
        metadata={"description": "Needed unless the browser that registered sends this"},
    )


class WaitingAnswer(ma.Schema):
    """The registration that a verification link would prove.

    The look-up does not spend the link.
    """

    email = fields.String(required=True)
    registeredAt = fields.AwareDateTime(required=True)
    registeredFrom = fields.String(
        required=True, metadata={"description": "Empty where an operator made the account"}
    )
    device = fields.String(
        required=True, metadata={"description": "Empty where an operator made the account"}
    )


class EmailBody(ma.Schema):
    """An e-mail address."""

    email = _address()


class ResetBody(TokenBody):
    """The token of a mailed link, and the new password."""

    password = fields.String(required=True, validate=_new_password)


class PasswordBody(ma.Schema):
    """The present password and the new one."""

    currentPassword = fields.String(required=True, validate=_password_in_use)
    newPassword = fields.String(required=True, validate=_new_password)


class OwnPasswordBody(ma.Schema):
    """The present password."""

    password = fields.String(required=True, validate=_password_in_use)


class NewEmailBody(EmailBody, OwnPasswordBody):
    """The account's new address, and the present password."""


class ProfileBody(ma.Schema):
    """What a user may change of the profile.

    At least one part must be there.
    """

    name = _name()
    locale = fields.String(validate=_language, metadata=_LOCALE)

    @ma.validates_schema
    def one_at_least(self, data: dict[str, str], **more: object) -> None:
        if not data:
            raise ma.ValidationError(_("Send name or locale."), "name")


class OpenRecovery(ma.Schema):
    """A recovery that waits, or that can be finished since `readyAt`."""

    readyAt = fields.String(required=True, metadata={"format": "date-time"})


class UserAnswer(SetUpAsked):
    """The caller's account."""

    user = fields.Nested(UserItem, required=True)
    pendingEmail = fields.String(
        metadata={"description": "The address that a change waits to be confirmed from, if any"}
    )
    recovery = fields.Nested(
        OpenRecovery, metadata={"description": "Left out where none is open; one DELETE stops it"}
    )


_Facts = fields.Dict(keys=fields.String())


class Export(ma.Schema):
    """Everything that is stored about the caller.

    Every part is an object or a list of objects.
    """

    exportedAt = fields.AwareDateTime(required=True)
    profile = fields.Dict(keys=fields.String(), required=True)
    sessions = fields.List(_Facts, required=True)
    trustedDevices = fields.List(_Facts, required=True)
    knownBrowsers = fields.List(_Facts, required=True)
    signInsBegun = fields.List(_Facts, required=True)
    authenticators = fields.List(_Facts, required=True)
    passkeys = fields.List(_Facts, required=True)
    backupCodes = fields.List(_Facts, required=True)
    mailedLinks = fields.List(_Facts, required=True)
    invitations = fields.List(
        _Facts, required=True, metadata={"description": "To the caller's own address"}
    )
    invitationsMade = fields.List(_Facts, required=True)
    recoveries = fields.List(_Facts, required=True)
    recoveryAddresses = fields.List(_Facts, required=True)
    formerAddresses = fields.List(_Facts, required=True)
    waitingMails = fields.List(_Facts, required=True)
    countedTries = fields.List(_Facts, required=True)
    events = fields.List(_Facts, required=True)
