"""Reads JSON objects from a list, from lines, or pretty-printed."""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.transfer.records import BadLine, listed

_SOMETHING = re.compile(r"\S")


def json_rows(text: str) -> list[tuple[int, Any]]:
    """Return the values of a JSON text with their numbers.

    The entries of a list are counted from 1. Other values have the number of the line on which they
    begin. A line that is not JSON has the value None. Raises BadLine for a list that is not JSON.
    """
    if not text.lstrip().startswith("["):
        return list(_values(text))
    try:
        return listed(json.loads(text), "accounts")
    except (ValueError, RecursionError):
        raise BadLine("the file is not JSON") from None


def json_object(value: Any) -> dict[str, Any]:
    """Return a value that is a JSON object; raises BadLine."""
    if not isinstance(value, dict):
        raise BadLine("it is no JSON object")
    return value


def _values(text: str) -> Iterator[tuple[int, Any]]:
    decoder, at, line = json.JSONDecoder(), 0, 1
    while found := _SOMETHING.search(text, at):
        # Only a line feed ends a line of JSON: a text may hold U+2028 and its like as it is.
        start = found.start()
        line += text.count("\n", at, start)
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            value, end = None, _end_of_line(text, start)
        yield line, value
        line += text.count("\n", start, end)
        at = end


def _end_of_line(text: str, start: int) -> int:
    found = text.find("\n", start)
    return len(text) if found < 0 else found
