"""Promise: a body that parsers could read in two ways, or that is too large, is refused (R77)."""

import io
import json
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from tests.admin.conftest import MAKE_ADMIN
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import dump, execute
from tests.web.calls import calls_with_a_body

_BOTH = '"email":"ann@example.com","password":"correct horse battery"'
_NOT_JSON: dict[str, bytes] = {
    "cut": b"{",
    "a comment": b"{}//",
    "two values": b"{}{}",
    "single quotes": b"{'a':1}",
    "a trailing comma": b'{"a":1,}',
    "duplicate keys": f'{{{_BOTH},"password":"another one"}}'.encode(),
    "equal duplicate keys": b'{"a":1,"a":1}',
    "duplicate keys below": b'{"a":[{"b":1,"b":2}]}',
    "duplicate keys by escape": b'{"a":1,"\\u0061":2}',
    "NaN": b'{"a":NaN}',
    "Infinity": b'{"a":Infinity}',
    "-Infinity": b'{"a":-Infinity}',
    "nine levels": b'{"a":' + b"[" * 9 + b"]" * 9 + b"}",
    "thousands of levels": b"[" * 8000,
    "closed thousands of levels": b'{"a":' * 2000 + b"1" + b"}" * 2000,
    "a number of 5000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "utf-16": f"{{{_BOTH}}}".encode("utf-16"),
    "utf-16 without a mark": f"{{{_BOTH}}}".encode("utf-16-le"),
    "utf-32": f"{{{_BOTH}}}".encode("utf-32"),
    "a byte order mark": f"{{{_BOTH}}}".encode("utf-8-sig"),
    "latin-1": '{"name":"é"}'.encode("latin-1"),
    "overlong utf-8": b'{"a":"\xc0\xaf"}',
    "a raw surrogate": b'{"a":"\xed\xa0\x80"}',
    "an escaped surrogate": b'{"a":"\\ud800"}',
    "a surrogate in a key": b'{"\\udfff":1}',
    "an escaped NUL": b'{"a":"\\u0000"}',
    "a NUL in a key": b'{"\\u0000":1}',
    "a raw NUL": b'{"a":"\0"}',
    "a raw line break": b'{"a":"\n"}',
    "spaces alone": b"   ",
}
_NOT_AN_OBJECT = ["null", "true", "0", "1.5", '"text"', "[]", "[{}]", f"[{{{_BOTH}}}]"]


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    """More requests than a flood: every body is sent to every call."""
    return settings_for(backend, tmp_path, request_limits=(Window(100_000, 60),))


@pytest.fixture
def caller(enrolled: Person) -> Person:
    """Somebody whom every guard lets through: a fresh administrator with a half-finished login."""
    execute(enrolled.app, MAKE_ADMIN, email=enrolled.email)
    assert enrolled.log_in().json["requires2FA"] is True
    assert enrolled.get("2fa/pending").status_code == enrolled.get("me").status_code == 200
    return enrolled


@pytest.mark.slow
def test_what_is_not_one_clear_json_text_is_refused_everywhere_r77(
    app: Flask, caller: Person
) -> None:
    before = dump(app)
    for kind, body in _NOT_JSON.items():
        for method, path in calls_with_a_body(app):
            answer = caller.browser.open(
                path, method=method, data=body, content_type="application/json"
            )
            found = (answer.status_code, answer.json["code"])
            assert found == (400, "invalid_json"), (kind, path)
    assert dump(app) == before


def test_what_is_not_an_object_is_refused_everywhere_r77(app: Flask, caller: Person) -> None:
    before = dump(app)
    for body in _NOT_AN_OBJECT:
        for method, path in calls_with_a_body(app):
            answer = caller.browser.open(
                path, method=method, data=body, content_type="application/json"
            )
            found = (answer.status_code, answer.json["code"])
            assert found == (400, "invalid_request"), (body, path)
    assert dump(app) == before


def test_an_unknown_field_is_refused_everywhere_and_named_r34_r77(
    app: Flask, caller: Person
) -> None:
    before = dump(app)
    for field in ("isBackupCode", "skip", "userId", "role", "timestamp", "__proto__", ""):
        for method, path in calls_with_a_body(app):
            answer = caller.call(method, path, {field: True})
            assert answer.status_code == 400, (field, path)
            assert field in answer.json["fields"], (field, path)
    assert dump(app) == before


def _sized(size: int) -> bytes:
    head, tail = b'{"email":"ann@example.com","password":"', b'"}'
    return head + b"x" * (size - len(head) - len(tail)) + tail


@pytest.mark.parametrize("size", [16 * 1024 + 1, 10 * 1024 * 1024])
def test_more_than_16_kib_is_too_large_r77(person: Person, size: int) -> None:
    answer = person.browser.post(
        "/api/auth/login", data=_sized(size), content_type="application/json"
    )
    assert (answer.status_code, answer.json["code"]) == (413, "body_too_large")


def test_16_kib_is_not_too_large_r77(person: Person) -> None:
    answer = person.browser.post(
        "/api/auth/login", data=_sized(16 * 1024), content_type="application/json"
    )
    assert answer.json["code"] == "invalid_request"


@pytest.mark.parametrize(("size", "code"), [(16384, "invalid_request"), (16385, "body_too_large")])
def test_a_body_without_a_length_is_measured_too_r77(person: Person, size: int, code: str) -> None:
    answer = person.browser.post(
        "/api/auth/login",
        input_stream=io.BytesIO(_sized(size)),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True, "CONTENT_LENGTH": ""},
    )
    assert answer.json["code"] == code


def test_a_body_on_a_page_is_measured_too_r77(person: Person) -> None:
    answer = person.browser.post("/", data=b"x" * 20_000, content_type="text/plain")
    assert answer.status_code == 413


@pytest.mark.parametrize("ascii_only", [True, False])
def test_text_in_every_script_is_taken_escaped_or_not(ann: Person, ascii_only: bool) -> None:
    name = "Ünïcödé 名前 🔒"
    body = json.dumps({"name": name}, ensure_ascii=ascii_only).encode()
    ann.sign_in()
    answer = ann.browser.open(
        "/api/auth/me", method="PATCH", data=body, content_type="application/json"
    )
    assert answer.json["user"]["name"] == name
