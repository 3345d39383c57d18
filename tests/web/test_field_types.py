"""Promise: a text field takes text alone, on every call, and an empty one opens nothing (R78)."""

from typing import Any

import pytest
from flask import Flask

from tests.admin.conftest import MAKE_ADMIN
from tests.client import Client
from tests.person import Person
from tests.rows import dump, execute
from tests.transfer.moving import flask
from tests.web.calls import body_schema, calls_with_a_body, fitting_body

_NO_TEXT: list[Any] = [None, 0, 1, 1.5, True, False, [], ["text"], {}, {"$ne": ""}, [[]]]

_NUMBERS = [(1, True), (1.0, True), (1.5, False), ("1", False), (True, False)]


@pytest.fixture
def caller(enrolled: Person) -> Person:
    """Somebody whom every guard lets through: a fresh administrator with a half-finished login."""
    execute(enrolled.app, MAKE_ADMIN, email=enrolled.email)
    enrolled.set_up(replace=True)
    assert enrolled.log_in().json["requires2FA"] is True
    return enrolled


def _text_fields(app: Flask) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Method, path, text field and otherwise good body of every call, from the document."""
    document = Client(app).get("/api/openapi.json").json
    found = []
    for method, path in calls_with_a_body(app):
        schema = body_schema(document, method, path) or {}
        for name, field in schema.get("properties", {}).items():
            if field.get("type") == "string":
                found.append((method, path, name, fitting_body(schema)))
    return found


def test_the_walk_meets_every_kind_of_field(app: Flask) -> None:
    fields = {(path.removeprefix("/api/auth/"), name) for _, path, name, _ in _text_fields(app)}
    assert fields >= {
        ("login", "email"),
        ("login", "password"),
        ("register", "name"),
        ("verify-email", "token"),
        ("verify-email/resend", "email"),
        ("reauth", "password"),
        ("reauth", "code"),
        ("me", "name"),
        ("2fa/verify-login", "code"),
        ("2fa/enable", "token"),
        ("2fa/enable", "secret"),
        ("2fa/disable", "code"),
        ("2fa/disable", "token"),
        ("2fa/backup-codes", "code"),
    }


@pytest.mark.slow
def test_what_is_no_text_is_refused_by_name_and_changes_nothing_r78(
    app: Flask, caller: Person
) -> None:
    before = dump(app)
    for method, path, name, others in _text_fields(app):
        for value in _NO_TEXT:
            answer = caller.call(method, path, {**others, name: value})
            found = (answer.status_code, answer.json["code"])
            assert found == (400, "invalid_request"), (path, name, value)
            assert name in answer.json["fields"], (path, name, value)
    assert dump(app) == before


def test_an_empty_text_opens_nothing_r78(app: Flask, caller: Person) -> None:
    # Or an administrator could not turn two factors off, whatever the call says.
    assert flask(app, "policy", "set", "optional").exit_code == 0
    for method, path, name, others in _text_fields(app):
        if name not in {"name", "description"}:
            answer = caller.call(method, path, {**others, name: ""})
            assert answer.status_code in {400, 401, 202}, (path, name)
            assert "Set-Cookie" not in answer.headers, (path, name)
    assert caller.get("2fa/status").json["enabled"] is True


def test_a_switch_is_true_or_false_alone_r78(caller: Person) -> None:
    values: list[object] = ["true", 1, 0, None, "", [], {}]
    for value in values:
        answer = caller.post("2fa/setup", {"replace": value})
        assert answer.status_code == 400, value
        assert "replace" in answer.json["fields"], value


def _whole_numbers(app: Flask) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Method, path, whole number and otherwise good body of every call, from the document."""
    document = Client(app).get("/api/openapi.json").json
    return [
        (method, path, name, fitting_body(schema))
        for method, path in calls_with_a_body(app)
        if (schema := body_schema(document, method, path)) is not None
        for name, field in schema.get("properties", {}).items()
        if "integer" in field.get("type", ())  # a word, or a list with null
    ]


@pytest.mark.parametrize(("value", "is_taken"), _NUMBERS)
def test_a_whole_number_may_have_a_point_but_no_fraction_r78(
    app: Flask, caller: Person, value: float | str, is_taken: bool
) -> None:
    assert len(_whole_numbers(app)) > 10
    for method, path, name, others in _whole_numbers(app):
        answer = caller.call(method, path, {**others, name: value})
        told = answer.json.get("fields", {}).get(name, [])  # another word where it is out of range
        assert ("This must be a whole number." in told) is not is_taken, (path, name, answer.json)


def test_a_very_long_text_is_refused_without_work_r38_r79(app: Flask, caller: Person) -> None:
    before = dump(app)
    for method, path, name, others in _text_fields(app):
        answer = caller.call(method, path, {**others, name: "a." * 5000})
        assert answer.status_code == 400, (path, name)
        assert answer.json["code"] == "invalid_request", (path, name)
    assert dump(app) == before


def test_a_name_holds_no_control_characters(caller: Person) -> None:
    for name in ("Ann\nBell", "Ann\u202eBell", "Ann\u200bBell", "\x1b[31mAnn", "\x7f"):
        answer = caller.call("PATCH", "me", {"name": name})
        assert (answer.status_code, list(answer.json["fields"])) == (400, ["name"]), name
