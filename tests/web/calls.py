"""The calls of the application, read from its routes: a new one is tested at once."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

from app.web.origin import FORM_CALL
from tests.person import PASSWORD

_SAMPLES: dict[str, Any] = {
    "email": "ann@example.com",
    "password": PASSWORD,
    "name": "Ann",
    "code": "123456",
    "token": "123456",
    "secret": "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ",
    "currentPassword": PASSWORD,
    "newPassword": "another horse battery",
    "refreshToken": "sid.0.mac",
    "twofaToken": "marker",
    "reason": "The editor of the wiki",
    "origin": "https://wiki.example.com",
    "groups": [],
    "factor": 1,
    "version": 1,
    "credential": {},
    "role": "user",
    "level": "optional",
    "days": 1,
    "expiresIn": 3600,
}
_MONITORS = {"/healthz", "/readyz", "/metrics"}
_READING = {"GET", "HEAD", "OPTIONS"}


def changing_calls(app: Flask) -> list[tuple[str, str]]:
    """Method and path of each call that changes state."""
    found = sorted(_calls(app, lambda method: method not in _READING))
    assert len(found) > 12, "the walk lost the routes"
    return found


def calls_with_a_body(app: Flask) -> list[tuple[str, str]]:
    """The changing calls that read a body of JSON; of forms see tests/introspection."""
    calls = changing_calls(app)
    return [each for each in calls if each[0] != "DELETE" and each[1] != FORM_CALL]


def reading_paths(app: Flask) -> list[str]:
    """The path of each call and page that only reads."""
    return sorted(path for _, path in _calls(app, lambda method: method == "GET"))


def calls_of(app: Flask) -> list[str]:
    """Method and rule of every call of the API, `DELETE /api/auth/sessions/<session_id>`, and of
    those for monitors."""
    return sorted(
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/auth/", "/api/authz/", "/api/admin/"))
        or rule.rule in _MONITORS
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def body_schema(document: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    """The schema of a call's body, as the OpenAPI document tells it; None where it reads none."""
    told = {re.sub(r"{\w+}", "anything", each): calls for each, calls in document["paths"].items()}
    body = told[path][method.lower()].get("requestBody")
    if body is None:
        return None
    reference = body["content"]["application/json"]["schema"]["$ref"]
    schema: dict[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return schema


def fitting_body(schema: dict[str, Any]) -> dict[str, Any]:
    """The fields that a body needs, each with a value that it takes."""
    return {name: _SAMPLES[name] for name in schema.get("required", [])}


def _calls(app: Flask, wanted: Callable[[str], bool]) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            if wanted(method):
                yield method, re.sub(r"<[^>]+>", "anything", rule.rule)
