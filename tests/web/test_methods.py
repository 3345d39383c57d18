"""Promise: reading changes nothing, and calls that change something cannot be read (R73)."""

import re

import pytest
from flask import Flask

from tests.client import Client
from tests.clock import RunningClock
from tests.person import Person
from tests.rows import dump
from tests.web.calls import changing_calls, reading_paths

pytestmark = pytest.mark.running_clock


def test_get_and_head_on_a_changing_call_are_refused_r73(app: Flask, enrolled: Person) -> None:
    before, readable = dump(app), set(reading_paths(app))
    only_changing = {path for _, path in changing_calls(app)} - readable
    assert "/api/auth/login" in only_changing
    for path in sorted(only_changing):
        methods = {method for method, each in changing_calls(app) if each == path}
        for reading in ("GET", "HEAD"):
            answer = enrolled.call(reading, path)
            assert answer.status_code == 405, path
            assert set(answer.headers["Allow"].split(", ")) == methods | {"OPTIONS"}, path
        assert enrolled.get(path).json["code"] == "method_not_allowed"
    assert dump(app) == before
    assert enrolled.is_signed_in()


def test_reading_changes_nothing_r73(app: Flask, enrolled: Person, clock: RunningClock) -> None:
    enrolled.set_up(replace=True)
    clock.set_right()
    before = dump(app)
    # An export is written to the history, and to nothing else.
    for path in set(reading_paths(app)) - {"/api/auth/me/export"}:
        for method in ("GET", "HEAD", "OPTIONS"):
            answer = enrolled.call(method, path, buffered=True)
            assert answer.status_code < 500, path
    assert dump(app) == before


def test_reading_tells_no_secret_r16_r73(app: Flask, enrolled: Person) -> None:
    pending = enrolled.set_up(replace=True)
    for path in reading_paths(app):
        answer = enrolled.get(path, buffered=True).get_data()
        for secret in (enrolled.secret, pending, enrolled.password, *enrolled.backup_codes):
            # The password of the tests is the example of the public document, too.
            is_example = path == "/api/openapi.json" and secret == enrolled.password
            assert is_example or secret.encode() not in answer, path


def test_another_method_names_those_that_work(person: Person) -> None:
    answer = person.call("PUT", "me")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH"}


def test_a_method_override_is_not_followed_r73(app: Flask, ann: Person) -> None:
    ann.sign_in()
    before = dump(app)
    for headers in ({"X-HTTP-Method-Override": "DELETE"}, {"X-Method-Override": "DELETE"}):
        assert ann.get("sessions?_method=DELETE", headers=headers).status_code == 200
    assert dump(app) == before


def test_an_unknown_call_is_not_found_by_any_method(person: Person) -> None:
    for path in ("/api", "/api/", "/api/none", "/api/auth/me/", "/api//auth/me", "/api/auth/2fa"):
        for method in ("GET", "POST", "PATCH", "DELETE"):
            answer = person.call(method, path)
            assert (answer.status_code, answer.json["code"]) == (404, "not_found"), path


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [("415", b"x", "text/plain"), ("413", b" " * 20_000, "application/json")],
)
def test_each_call_that_writes_documents_what_an_unwanted_body_gets(
    app: Flask, status: str, body: bytes, kind: str
) -> None:
    document = Client(app).get("/api/openapi.json").json
    for path, calls in document["paths"].items():
        for method in set(calls) & {"delete", "patch", "post", "put"}:
            place = re.sub(r"{\w+}", "anything", path)
            answer = Client(app).open(place, method=method.upper(), data=body, content_type=kind)
            assert str(answer.status_code) == status, (method, path)
            assert status in calls[method]["responses"], (method, path)
