"""Promise: no text that a database cannot store or compare ends in an error of ours, wherever a
request carries it."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from app.web.pages.openapi import document
from tests.admin.conftest import MAKE_ADMIN
from tests.person import Person
from tests.rows import execute
from tests.web.calls import body_schema, fitting_body

ODD = {
    "NUL": b"a\0b",
    "a control character": b"a\x01\x1b\x7fb",
    "no UTF-8": b"\xff\xfe\xc0\xaf",
    "a lone surrogate": b"\xed\xa0\x80",
    "the last character": "\U0010ffff".encode(),
    "overlong": b"a" * 6000,
    "a quote": b"'\";--\\%_",
}
_OF_A_DATABASE = (ODD["NUL"], ODD["no UTF-8"])  # the rest is told apart before one is asked
_COOKIES = (
    "second_lock_twofa_token",
    "second_lock_trusted_device",
    "second_lock_known_browser",
    "forward_auth",
)
_HEADERS = (
    "Authorization", "User-Agent", "X-Forwarded-For", "X-Request-Id", "Accept-Language", "Origin",
    "X-Original-URL", "X-Forwarded-Host", "X-Forwarded-Uri", "If-None-Match", "Accept", "Host",
)  # fmt: skip


@pytest.fixture
def spec(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return document(app)


@pytest.fixture
def enrolled(enrolled: Person) -> Person:
    """An administrator: the guard of those calls refuses everybody else before it looks."""
    execute(enrolled.app, MAKE_ADMIN, email=enrolled.email)
    return enrolled


def _fitting_body(spec: dict[str, Any], method: str, place: str) -> dict[str, Any] | None:
    """A body that a call takes, so that it goes on to look for the id."""
    path = place.replace("{}", "anything")
    told = place.startswith("/api/") and method not in {"GET", "HEAD"}
    schema = body_schema(spec, method, path) if told else None
    return None if schema is None else fitting_body(schema)


def _queries(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each call that takes a query, and each name in that."""
    for path, item in spec["paths"].items():
        for each in item.get("get", {}).get("parameters", ()):
            if each["in"] == "query":
                yield path, each["name"]


def _bodies(spec: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Each call that takes a body, and the names of all text in that."""
    schemas = spec["components"]["schemas"]
    for path, item in spec["paths"].items():
        for method in {"post", "patch", "put", "delete"} & set(item):
            content = item[method].get("requestBody", {}).get("content", {})
            for kind in content.values():
                fields = schemas[kind["schema"]["$ref"].rpartition("/")[2]].get("properties", {})
                texts = [name for name, each in fields.items() if "string" in str(each.get("type"))]
                yield method.upper(), path, texts


def test_odd_text_in_a_path_is_404(app: Flask, enrolled: Person, spec: dict[str, Any]) -> None:
    # A page looks for nothing: what it calls then does.
    rules = [each for each in app.url_map.iter_rules() if each.arguments]
    rules = [each for each in rules if each.endpoint != "spa.page"]
    assert len(rules) > 2, "the walk lost the routes"
    for rule in rules:
        place = re.sub("<[^>]+>", "{}", rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS"}:
            body = _fitting_body(spec, method, place)
            for odd in ODD.values():
                path = {"PATH_INFO": place.replace("{}", odd.decode("latin-1"))}
                answer = enrolled.browser.open(
                    "/", method=method, json=body, environ_overrides=path
                )
                assert answer.status_code == 404, (rule, odd)


@pytest.mark.slow
def test_odd_text_in_a_query_is_no_error_of_ours(enrolled: Person, spec: dict[str, Any]) -> None:
    found = list(_queries(spec))
    assert len(found) > 5, "the walk lost the queries"
    for path, name in found:
        for odd in ODD.values():
            query = {"QUERY_STRING": f"rd=x&{name}={quote(odd)}"}
            assert enrolled.browser.get(path, environ_overrides=query).status_code < 500, path
            query = {"QUERY_STRING": f"{quote(odd)}={quote(odd)}"}
            assert enrolled.browser.get(path, environ_overrides=query).status_code < 500, path


def test_odd_text_in_a_header_or_a_cookie_is_no_error_of_ours(enrolled: Person) -> None:
    body = {"email": enrolled.email, "password": enrolled.password}
    for odd in _OF_A_DATABASE:
        text = odd.decode("latin-1")
        sent = [{f"HTTP_{name.upper().replace('-', '_')}": text} for name in _HEADERS]
        sent += [{"HTTP_COOKIE": "; ".join(f"{name}={text}" for name in _COOKIES)}]
        sent += [{"HTTP_COOKIE": text}, {"REMOTE_ADDR": text}, {"CONTENT_LENGTH": text}]
        sent += [{"HTTP_AUTHORIZATION": f"{kind} {text}"} for kind in ("Bearer", "Basic")]
        for environ in sent:
            for path in ("/api/auth/me", "/api/authz/forward-auth", "/api/authz/auth-request"):
                answer = enrolled.browser.get(path, environ_overrides=environ)
                assert answer.status_code < 500, (environ, path)
        for environ in sent:
            answer = enrolled.other_browser().post("login", body, environ_overrides=environ)
            assert answer.status_code < 500, environ


def test_odd_text_in_a_body_is_no_error_of_ours(enrolled: Person, spec: dict[str, Any]) -> None:
    found = list(_bodies(spec))
    assert len(found) > 12, "the walk lost the bodies"
    for method, path, names in found:
        for odd in _OF_A_DATABASE:
            for text in {odd.decode("latin-1"), odd.decode("utf-8", "replace"), "a\ud800"}:
                body = dict.fromkeys(names, text)
                answer = enrolled.other_browser().call(method, path, body)
                assert answer.status_code < 500, (method, path)
