"""Opens the URIs by which Google Authenticator hands accounts over.

Their data is one message of Protocol Buffers. Its few fields are read here: a library for the whole
format would be larger than all of this package.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from app.core.totp import secret_of
from app.transfer.records import BadLine

MIGRATION = "otpauth-migration://"
_BROKEN = "the otpauth-migration:// URI is not complete"
_MOST_BYTES, _MOST_VARINT_BYTES = 65_536, 10
_VARINT, _EIGHT_BYTES, _BYTES, _FOUR_BYTES = 0, 1, 2, 5
# The fields of the message and of each account in it. The numbers are Google's.
_ACCOUNT = 1
_SECRET, _NAME, _ALGORITHM, _DIGITS, _TYPE = 1, 2, 4, 5, 6
_ALGORITHMS = {0: "SHA1", 1: "SHA1", 2: "SHA256", 3: "SHA512", 4: "MD5"}
_DIGIT_COUNTS = {0: 6, 1: 6, 2: 8}
_BY_EVENTS = 1

Value = int | bytes


@dataclass(frozen=True)
class App:
    """One account of Google Authenticator; its period is 30 seconds."""

    label: str
    secret: str = field(repr=False)
    algorithm: str
    digits: int
    is_by_events: bool


def apps_of(uri: str) -> list[App]:
    """Return the accounts of an `otpauth-migration://` URI; raises BadLine."""
    try:
        [data] = parse_qs(urlsplit(uri).query, strict_parsing=True)["data"]
        # A plus that nobody escaped arrives as a space.
        raw = base64.b64decode(data.replace(" ", "+"), validate=True)
        if len(raw) > _MOST_BYTES:
            raise BadLine(_BROKEN)
        return [_app(value) for number, value in _fields(raw) if number == _ACCOUNT]
    except (ValueError, KeyError, IndexError, TypeError):
        raise BadLine(_BROKEN) from None


def _app(message: Value) -> App:
    found = dict(_fields(_raw(message)))
    return App(
        label=_raw(found.get(_NAME, b"")).decode(),
        secret=secret_of(_raw(found[_SECRET])),
        algorithm=_ALGORITHMS[_number(found.get(_ALGORITHM, 0))],
        digits=_DIGIT_COUNTS[_number(found.get(_DIGITS, 0))],
        is_by_events=found.get(_TYPE) == _BY_EVENTS,
    )


def _fields(raw: bytes) -> Iterator[tuple[int, Value]]:
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        number, kind = tag >> 3, tag & 7
        if kind == _VARINT:
            value, at = _varint(raw, at)
            yield number, value
            continue
        length, at = _length(raw, at, kind)
        if at + length > len(raw):
            raise ValueError
        yield number, raw[at : at + length]
        at += length


def _length(raw: bytes, at: int, kind: int) -> tuple[int, int]:
    if kind == _BYTES:
        return _varint(raw, at)
    return {_EIGHT_BYTES: 8, _FOUR_BYTES: 4}[kind], at


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = 0
    for count in range(_MOST_VARINT_BYTES):
        byte = raw[at + count]
        value |= (byte & 0x7F) << (7 * count)
        if byte < 0x80:
            return value, at + count + 1
    raise ValueError


def _raw(value: Value) -> bytes:
    if isinstance(value, int):
        raise TypeError
    return value


def _number(value: Value) -> int:
    if isinstance(value, bytes):
        raise TypeError
    return value
