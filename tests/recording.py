"""Keeps calls and their answers as examples, and tells a fresh recording from an old one."""

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from flask import Flask, Response, request

from tests.client import Answer

Examples = dict[str, list[dict[str, Any]]]


class Recorder:
    """Keeps what goes to and fro under the name of an example."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.examples: Examples = {}
        self._routes = app.url_map.bind("localhost")
        self._sent = b""
        app.after_request(self._note)

    def _note(self, response: Response) -> Response:
        self._sent = request.get_data()
        return response

    def _body(self) -> Any:
        is_json = self._sent[:1] in {b"{", b"["}
        return json.loads(self._sent) if is_json else dict(parse_qsl(self._sent.decode()))

    def keep(self, name: str, answer: Answer) -> Answer:
        """Keep one call and its answer; a long picture is cut short."""
        method = answer.request.method
        rule, _ = self._routes.match(answer.request.path, method, return_rule=True)
        found: dict[str, Any] = {"name": name, "status": answer.status_code, "answer": answer.json}
        if self._sent and method != "GET":
            found["body"] = self._body()
        text = re.sub(r"(data:image/svg[^\"]{40})[^\"]*", r"\1…", json.dumps(found))
        self.examples.setdefault(f"{method} {rule}", []).append(json.loads(text))
        return answer


def _shape(value: Any) -> Any:
    """What stays the same between two recordings: names, kinds and order, no random values."""
    if isinstance(value, dict):
        return {name: _shape(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_shape(each) for each in value[:1]]
    return type(value).__name__


def renewed(old: Examples, fresh: Examples) -> Examples:
    """Return the fresh recording, but for the calls that are as they were: their random values
    would change with each recording."""
    return {
        call: old[call] if is_alike(old.get(call, []), kept) else kept
        for call, kept in fresh.items()
    }


def is_alike(old: list[dict[str, Any]], fresh: list[dict[str, Any]]) -> bool:
    """Tell whether two recordings of one call differ in random values alone."""
    told = [
        [(each["name"], each["status"], _shape(each)) for each in kept] for kept in (old, fresh)
    ]
    return told[0] == told[1]
