"""Promise: a refusal names every wrong field, in our own words."""

import re
from collections.abc import Iterator
from typing import Any

import marshmallow as ma
import pytest
from flask import Flask
from marshmallow import fields, validate

from tests.admin.conftest import MAKE_ADMIN
from tests.client import Answer
from tests.conftest import Backend
from tests.person import PASSWORD, Person
from tests.rows import execute
from tests.translations import is_translated
from tests.web.calls import body_schema, calls_with_a_body

_WRONG: tuple[Any, ...] = (None, 1, "", [], "x" * 1100, {"a": 1}, "\u202e")


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: what is told here is decided before any is asked."""
    return sqlite_backend


@pytest.fixture
def caller(enrolled: Person) -> Person:
    """Somebody whom every guard lets through: a fresh administrator with a half-finished login."""
    execute(enrolled.app, MAKE_ADMIN, email=enrolled.email)
    enrolled.set_up(replace=True)
    assert enrolled.log_in().json["requires2FA"] is True
    return enrolled


def _library_words() -> list[re.Pattern[str]]:
    """Each text that marshmallow has for a wrong field, as a pattern."""
    kinds = [each for each in vars(fields).values() if isinstance(each, type)]
    texts = {
        text for kind in kinds for text in getattr(kind, "default_error_messages", {}).values()
    }
    for kind in (validate.Length, validate.Range, validate.OneOf, validate.Regexp):
        texts |= {
            text
            for name, text in vars(kind).items()
            if name.startswith(("message_", "default_message")) and text[0].isupper()
        }
    texts |= set(ma.Schema._default_error_messages.values())
    return [re.compile(re.sub(r"(\\\{)+.*?(\\\})+", ".*", re.escape(text))) for text in texts]


def _told(answer: Answer) -> dict[str, list[str]]:
    assert answer.json["code"] == "invalid_request"
    found: dict[str, list[str]] = answer.json["fields"]
    return found


def _fits(value: object, its: dict[str, Any]) -> bool:
    """Whether a field takes values of this kind."""
    kinds = its.get("type", "")
    kind = {type(None): "null", int: "integer", list: "array", dict: "object"}.get(
        type(value), "none"
    )
    return kind in kinds


def _refusals(
    app: Flask, caller: Person, language: str = ""
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """What each call says of a missing, an unknown and a wrong field."""
    asking = {"headers": {"Accept-Language": language}}
    document = caller.get("/api/openapi.json").json
    for method, path in calls_with_a_body(app):
        schema = body_schema(document, method, path)
        if schema is None:
            continue
        names = schema.get("properties", {})
        for value in _WRONG:
            told = _told(
                caller.call(method, path, {"nosuch": 1, **dict.fromkeys(names, value)}, **asking)
            )
            yield f"{method} {path}", told
            if not isinstance(value, str):  # a text may be right
                fitting = {each for each, its in names.items() if _fits(value, its)}
                wrong = {*names, "nosuch"}
                assert wrong - fitting <= set(told) <= wrong, (path, value)
        if required := schema.get("required", []):
            told = _told(caller.call(method, path, {}, **asking))
            assert set(told) == set(required), path
            yield f"{method} {path}", told
        yield f"{method} {path}", _told(caller.call(method, path, ["no object"], **asking))
    for query in ("limit=x&before=/", "limit=0", "limit=101", "nosuch=1"):
        yield query, _told(caller.get(f"events?{query}", **asking))
    for query in ("factor=3&fresh=x", "fresh=0&rd=x"):
        yield query, _told(caller.get(f"/api/authz/return?{query}", **asking))


def test_no_word_of_the_library_reaches_people(app: Flask, caller: Person) -> None:
    patterns, many = _library_words(), 0
    for where, told in _refusals(app, caller):
        for text in (each for texts in told.values() for each in texts):
            many += 1
            assert not any(each.fullmatch(text) for each in patterns), (where, text)
            assert re.fullmatch(r"[A-Z].*\.", text), (where, text)
    assert many > 200


@pytest.mark.slow
def test_each_refusal_is_told_in_the_language_that_is_asked_for(app: Flask, caller: Person) -> None:
    english = {
        text for _, told in _refusals(app, caller) for texts in told.values() for text in texts
    }
    caller.clock.move(seconds=60)  # an address has so many requests a minute
    for where, told in _refusals(app, caller, "fr, de-AT;q=0.9, en;q=0.5"):
        for text in (each for texts in told.values() for each in texts):
            assert is_translated(text, "de"), (where, text)
            assert text not in english


@pytest.mark.parametrize("text", ["Missing data for required field.", "Must be one of: 2."])
def test_a_word_of_the_library_would_be_found(text: str) -> None:
    assert any(each.fullmatch(text) for each in _library_words())


@pytest.mark.parametrize(
    ("path", "body", "wrong"),
    [
        ("register", {"email": "ann", "password": "short"}, {"email", "password"}),
        ("register", {"email": "ann", "password": "123456789012"}, {"email", "password"}),
        ("register", {"password": "short", "name": "\x07"}, {"email", "password", "name"}),
        ("password/reset", {"token": "", "password": "short"}, {"token", "password"}),
        ("verify-email", {"password": "short"}, {"token", "password"}),
        ("2fa/verify-login", {"code": "abc", "rememberDevice": "no"}, {"code", "rememberDevice"}),
        ("2fa/enable", {"token": "abc", "secret": "x" * 200}, {"token", "secret"}),
        ("token/verify", {"code": "abc"}, {"twofaToken", "code"}),
        ("email/change", {"email": "ann", "password": ""}, {"email", "password"}),
        ("password/change", {"currentPassword": "", "newPassword": "short"},
         {"currentPassword", "newPassword"}),
    ],
)  # fmt: skip
def test_two_wrong_fields_are_both_named(
    caller: Person, path: str, body: dict[str, Any], wrong: set[str]
) -> None:
    assert set(_told(caller.post(path, body))) == wrong


def test_a_password_made_from_the_own_address_is_still_refused(person: Person) -> None:
    body = {"email": "maximilian.schneider@example.com", "password": "maximilian.schneider1"}
    assert list(_told(person.post("register", body))) == ["password"]
    assert person.post("register", {**body, "password": PASSWORD}).status_code == 201
