"""Schemas that many calls share: errors, messages, empty bodies, booleans."""

from typing import Any

import marshmallow as ma
from marshmallow import fields

from app.core.text import told
from app.web.exchange import asked_language


class StrictBoolean(fields.Boolean):
    """A field that takes only true and false, not "yes" or 1."""

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class WholeNumber(fields.Integer):
    """A field that takes 5 and 5.0, not "5", 5.5 or true.

    JSON Schema calls both `integer`, and so does a client that has one kind of number.
    """

    def __init__(self, **more: Any) -> None:
        super().__init__(strict=True, **more)

    def _deserialize(self, value: Any, *args: Any, **more: Any) -> Any:
        is_whole = isinstance(value, float) and value.is_integer()
        return super()._deserialize(int(value) if is_whole else value, *args, **more)


class Sentence(fields.String):
    """A text of ours, in the language that the request asks for."""

    def _serialize(self, value: Any, *args: Any, **more: Any) -> Any:
        return super()._serialize(told(value, asked_language()), *args, **more)


class Empty(ma.Schema):
    """A body that is missing or `{}`; any field is refused."""


class Answer(ma.Schema):
    """An answer with one message for the user."""

    message = Sentence(required=True)


class Error(ma.Schema):
    """The body of every refusal, from every layer."""

    message = fields.String(required=True, metadata={"description": "For a person"})
    code = fields.String(required=True, metadata={"description": "For a program; stable"})
    requestId = fields.String(required=True, metadata={"description": "To find it in the logs"})
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        data_key="fields",
        metadata={"description": "What is wrong with each field"},
    )
    retryAfter = fields.Integer(metadata={"description": "Seconds to wait; also in Retry-After"})
    attemptsLeft = fields.Integer(metadata={"description": "Wrong codes left before a lock"})
    nextCodeIn = fields.Integer(metadata={"description": "Seconds until a new code is accepted"})
    clockBehindSeconds = fields.Integer(metadata={"description": "How late the device's clock is"})
    clockDriftSeconds = fields.Integer(
        metadata={"description": "How far off the device's clock is"}
    )
    methods = fields.List(fields.String(), metadata={"description": "Ways to confirm it is you"})
    support = fields.String(metadata={"description": "A mail address or URL that may help"})
    until = fields.AwareDateTime(metadata={"description": "When it is possible again"})
