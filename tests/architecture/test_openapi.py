"""Promise: the OpenAPI document holds every call, every refusal and examples that were really sent,
and the recording is repeated at each test."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from tests.client import Client
from tests.examples import EXAMPLES, record
from tests.recording import Examples, is_alike
from tests.web.calls import calls_of

_COMMITTED: Examples = json.loads(EXAMPLES.read_text("utf-8"))


@pytest.fixture(scope="module")
def fresh() -> Examples:
    return record()


@pytest.fixture
def paths(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = Client(app).get("/api/openapi.json").json
    return found


@pytest.mark.slow
def test_the_committed_examples_have_the_shape_of_a_fresh_recording(fresh: Examples) -> None:
    stale = [
        call
        for call in fresh | _COMMITTED
        if not is_alike(_COMMITTED.get(call, []), fresh.get(call, []))
    ]
    assert stale == [], "run: make openapi"


def test_every_call_but_pictures_and_a_script_has_an_example(app: Flask) -> None:
    missing = {call for call in calls_of(app) if call not in _COMMITTED}
    pictures = {f"GET /api/auth/2fa/setup/qr.{kind}" for kind in ("svg", "png")}
    assert missing == {
        *pictures,
        "GET /api/authz/relogin.js",
        "GET /api/admin/events/export",
    }


def test_every_example_fits_its_schema(app: Flask) -> None:
    document = Client(app).get("/api/openapi.json").json
    checked = 0
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            for answer in operation["responses"].values():
                for content in answer.get("content", {}).values():
                    checked += _check(document, content)
            body = operation.get("requestBody", {}).get("content", {})
            for content in body.values():
                checked += _check(document, content)
    assert checked > 200


def _check(document: dict[str, Any], content: dict[str, Any]) -> int:
    schema = {**content["schema"], "components": document["components"]}
    for example in content.get("examples", {}).values():
        Draft202012Validator(schema).validate(example["value"])
    return len(content.get("examples", {}))


def test_every_call_says_who_may_call_it(app: Flask) -> None:
    document = Client(app).get("/api/openapi.json").json
    schemes = set(document["components"]["securitySchemes"])
    assert schemes == {"session", "twofa", "bearer", "client", "metrics"}
    for call in calls_of(app):
        method, _, rule = call.partition(" ")
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)
        operation = document["paths"][path][method.lower()]
        assert {name for each in operation["security"] for name in each} <= schemes
        assert operation["summary"]
        assert operation["tags"][0] in {tag["name"] for tag in document["tags"]}


def test_every_name_in_a_query_has_an_example_or_a_default(app: Flask) -> None:
    """Or the Postman collection would hold another made-up value at each run."""
    items = Client(app).get("/api/openapi.json").json["paths"].values()
    calls = [each for item in items for each in item.values() if isinstance(each, dict)]
    named = [each for call in calls for each in call.get("parameters", ())]
    queries = [each for each in named if each["in"] == "query"]
    assert len(queries) > 20
    told = {"example", "default"}
    assert [each["name"] for each in queries if not told & {*each, *each["schema"]}] == []
