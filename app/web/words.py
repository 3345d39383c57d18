"""The words in which a request's fields are refused.

The library's own words speak to programmers. These reach people.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from app.core.errors import InvalidRequest
from app.core.text import _

_OF_EACH = {
    "required": _("This is missing."),
    "null": _("This must not be null."),
    "validator_failed": _("This is not valid."),
    "invalid_utf8": _("This must be a text."),
    "too_large": _("This number is too large."),
}
_OF_KIND: Mapping[type[fields.Field[Any]], Mapping[str, str]] = {
    fields.String: {"invalid": _("This must be a text.")},
    fields.Boolean: {"invalid": _("This must be true or false.")},
    fields.Integer: {"invalid": _("This must be a whole number.")},
    fields.List: {"invalid": _("This must be a list.")},
    fields.Dict: {"invalid": _("This must be an object.")},
}
_OF_SCHEMA = {"unknown": _("There is no such field here."), "type": _("Send a JSON object.")}


def in_our_words(schema: ma.Schema) -> ma.Schema:
    """Return a schema of a request, made to refuse in our words."""
    schema.error_messages |= _OF_SCHEMA
    for field in schema.fields.values():
        field.error_messages = {**field.error_messages, **_OF_EACH}
        for kind, words in _OF_KIND.items():
            if isinstance(field, kind):
                field.error_messages |= words
        for each in field.validators:
            if getattr(each, "error", "") in {None, getattr(each, "default_message", None)}:
                _reword(each)
    return schema


def checked_by(check: Callable[[str], object]) -> Callable[[str], None]:
    """Return a validator that refuses what `check` refuses by InvalidRequest.

    A schema names every wrong field. A check behind the schema names only the first.
    """
    return partial(_check, check)


def _check(check: Callable[[str], object], text: str) -> None:
    try:
        check(text)
    except InvalidRequest as refusal:
        told = (refusal.fields or {}).values()
        raise ma.ValidationError([each for texts in told for each in texts]) from None


def _reword(validator: Any) -> None:
    if isinstance(validator, validate.Length):
        validator.error = _length(validator)
    elif isinstance(validator, validate.Range):
        validator.error = _("Use a number from {min} to {max}.")
    elif isinstance(validator, validate.OneOf):
        validator.error = _("Use one of: {choices}.")


def _length(validator: validate.Length) -> str:
    if validator.min == 1 and validator.max is not None:
        return _("Use 1 to {max} characters.")
    return _("Use {max} characters at most.")
