"""The shapes of registration and profile."""

from collections.abc import Callable

import marshmallow as ma
from marshmallow import fields, validate

from app.users.schemas import UserItem


def _no_control_characters(text: str) -> None:
    if not text.isprintable():
        raise ma.ValidationError("Use printable characters.")


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


class ProfileBody(ma.Schema):
    """What may be changed of one's profile."""

    name = fields.String(required=True, validate=_name)


class UserAnswer(ma.Schema):
    """The caller's account."""

    user = fields.Nested(UserItem, required=True)
