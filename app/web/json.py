"""JSON bodies and forms, written compactly and read strictly (R77).

The parser refuses duplicate keys, NaN, deep nesting, and text that cannot be stored.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import marshmallow as ma
from flask import Request
from webargs import missing
from webargs.flaskparser import FlaskParser

from app.core.errors import BodyTooLarge, InvalidJson, InvalidRequest
from app.core.text import _
from app.web.origin import LARGEST_BODY

_DEEPEST, _MOST_NAMES = 8, 20
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def loads(body: bytes) -> Any:
    """Return the value of a JSON body; raises InvalidJson.

    It refuses everything that parsers read differently.
    """
    try:
        value = json.loads(
            body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant
        )
        _check(value, depth=0)
    except (ValueError, RecursionError):
        raise InvalidJson from None
    return value


def read_form(body: bytes) -> dict[str, str]:
    """Return the names and values of a form; raises InvalidRequest."""
    try:
        text = body.decode("utf-8")
        given = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_NAMES)
    except ValueError:
        raise InvalidRequest from None
    found = dict(given)
    if len(found) != len(given) or any("\0" in each for pair in given for each in pair):
        raise InvalidRequest(_("A name is given twice in the form, or it is no text."))
    return found


def compact(value: Any) -> bytes:
    """Return a value in JSON, in the bytes that Flask's `jsonify` writes."""
    return f"{_encoder.encode(value)}\n".encode()


class StrictParser(FlaskParser):
    """The body parser of every call.

    Validation errors become InvalidRequest, which names the fields.
    """

    DEFAULT_VALIDATION_STATUS = 400

    def _raw_load_json(self, req: Request) -> Any:
        body = req.get_data(cache=True)
        if len(body) > LARGEST_BODY:
            raise BodyTooLarge
        return loads(body) if body else missing

    def load_form(self, req: Request, schema: ma.Schema) -> Any:
        """Return the names and values of a form; raises InvalidRequest.

        A name that is given twice has two readings, and is refused.
        """
        return read_form(req.get_data(cache=True))

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **_: Any
    ) -> NoReturn:
        by_place = error.messages if isinstance(error.messages, dict) else {}
        found: dict[str, list[str]] = {}
        for messages in by_place.values():
            for name, text in _flat(messages):
                found.setdefault(name, []).extend(text)
        raise InvalidRequest(fields=found)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _check(value: Any, *, depth: int) -> None:
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, str):
        value.encode("utf-8")  # a lone surrogate raises UnicodeEncodeError, a ValueError
        if "\0" in value:
            raise ValueError("NUL")  # PostgreSQL cannot store it
    elif isinstance(value, dict):
        for key, each in value.items():
            _check(key, depth=depth)
            _check(each, depth=depth + 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, depth=depth + 1)


def _flat(messages: Any) -> list[tuple[str, list[str]]]:
    if not isinstance(messages, Mapping):
        return [("body", _texts(list(messages)))]
    return [
        ("body" if name == "_schema" else str(name), _texts(text))
        for name, text in messages.items()
    ]


def _texts(text: Any) -> list[str]:
    # A text of ours stays one: it is told in the caller's language later.
    each = text if isinstance(text, list) else [text]
    return [found if isinstance(found, str) else str(found) for found in each]
