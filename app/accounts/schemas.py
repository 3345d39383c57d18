"""The shapes of registration and profile."""

from collections.abc import Callable

import marshmallow as ma
from marshmallow import fields, validate

from app.users.schemas import UserItem


def _no_control_characters(text: str) -> None:
    if not text.isprintable():
        raise ma.ValidationError("Use printable characters.")


_password_in_use = validate.Length(min=1, max=1024)
_name: list[Callable[[str], object]] = [validate.Length(max=100), _no_control_characters]


class RegisterBody(ma.Schema):
    """A new account."""

    email = fields.String(required=True, validate=validate.Length(max=320))
    password = fields.String(required=True, validate=validate.Length(max=1024))
    name = fields.String(load_default="", validate=_name)


class TokenBody(ma.Schema):
    """The token of a link that came by mail."""

    token = fields.String(required=True, validate=validate.Length(min=1, max=128))


class EmailBody(ma.Schema):
    """An address."""

    email = fields.String(required=True, validate=validate.Length(max=320))


class ResetBody(TokenBody):
    """The token of a link that came by mail, and the new password."""

    password = fields.String(required=True, validate=validate.Length(max=1024))


class PasswordBody(ma.Schema):
    """The password in use and the new one."""

    currentPassword = fields.String(required=True, validate=_password_in_use)
    newPassword = fields.String(required=True, validate=validate.Length(max=1024))


class OwnPasswordBody(ma.Schema):
    """The password in use."""

    password = fields.String(required=True, validate=_password_in_use)


class NewEmailBody(EmailBody, OwnPasswordBody):
    """The address that is to be the account's, and the password in use."""


class ProfileBody(ma.Schema):
    """What may be changed of one's profile."""

    name = fields.String(required=True, validate=_name)


class UserAnswer(ma.Schema):
    """The caller's account."""

    user = fields.Nested(UserItem, required=True)


_Facts = fields.Dict(keys=fields.String())


class Export(ma.Schema):
    """All that is kept about the caller; every part is an object or a list of objects."""

    exportedAt = fields.AwareDateTime(required=True)
    profile = fields.Dict(keys=fields.String(), required=True)
    sessions = fields.List(_Facts, required=True)
    trustedDevices = fields.List(_Facts, required=True)
    knownBrowsers = fields.List(_Facts, required=True)
    signInsBegun = fields.List(_Facts, required=True)
    authenticators = fields.List(_Facts, required=True)
    backupCodes = fields.List(_Facts, required=True)
    mailedLinks = fields.List(_Facts, required=True)
    waitingMails = fields.List(_Facts, required=True)
    countedTries = fields.List(_Facts, required=True)
    events = fields.List(_Facts, required=True)
