"""Promise: administrators say which apps there are and who may open them, in one spelling, and a
stale page changes nothing (A07, A10, I12, I14)."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.forward_auth.models import App
from tests.admin.conftest import id_of, make_group
from tests.conftest import Backend, settings_for
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.rows import events, rows
from tests.transfer.moving import flask

APPS = "/api/admin/apps"
WIKI = "https://wiki.example.test"


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    urls = {"public_url": "https://login.example.test", "cookie_domain": "example.test"}
    return settings_for(backend, tmp_path, **urls)


def body(**changes: Any) -> dict[str, Any]:
    return {"name": "Wiki", "origin": WIKI, "groups": [], "factor": 1, **changes}


def test_an_app_is_listed_changed_and_removed(root: Person) -> None:
    make_group(root)
    made = root.post(
        APPS, body(origin="HTTPS://Wiki.Example.Test.:443/", groups=["editors", "admin"])
    )
    assert made.status_code == 201, made.json
    app = made.json["app"]
    assert (app["origin"], app["groups"]) == (WIKI, ["admin", "editors"])
    assert (app["factor"], app["fresh"], app["open"], app["tokens"]) == (1, None, [], "none")
    change = {"factor": 2, "fresh": 600, "open": ["/public/"], "tokens": "first_factor"}
    place = f"{APPS}/{app['id']}"
    changed = root.call("PATCH", place, {"version": app["version"], **change}).json["app"]
    assert changed == {**app, **change, "version": app["version"] + 1}
    assert root.get(APPS).json == {"apps": [changed], "next": None}
    cleared = root.call(
        "PATCH", place, {"version": changed["version"], "fresh": None, "groups": []}
    )
    assert (cleared.json["app"]["fresh"], cleared.json["app"]["groups"]) == (None, [])
    version = cleared.json["app"]["version"]
    assert root.call("DELETE", place, {"version": version}).status_code == 200
    assert root.get(APPS).json["apps"] == []
    told = [each for each in events(root.app) if each.type.startswith("app.")]
    assert [each.type for each in told] == [
        "app.added",
        "app.changed",
        "app.changed",
        "app.removed",
    ]
    assert {(each.actor_id, each.detail["app"]) for each in told} == {(id_of(root), WIKI)}


def test_a10_a_stale_page_is_refused_and_loses_nothing(root: Person) -> None:
    place = f"{APPS}/{root.post(APPS, body()).json['app']['id']}"
    assert root.call("PATCH", place, {"version": 1, "factor": 2}).status_code == 200
    for method, sent in (("PATCH", {"factor": 1}), ("DELETE", {})):
        answer = root.call(method, place, {"version": 1, **sent})
        assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert root.get(APPS).json["apps"][0]["factor"] == 2


WRONG: list[dict[str, Any]] = [
    {"name": ""}, {"name": "a\r\nb"}, {"name": "x" * 101},
    *({"origin": each} for each in ("", "wiki", f"{WIKI}/x", "https://u@wiki.example.test",
        "http://wiki.example.test", "https://wiki.other.test", "https://login.example.test",
        "https://LOGIN.example.test:443", f"{WIKI}?", "ftp://wiki.example.test")),
    {"groups": ["nothing"]}, {"groups": "editors"}, {"groups": ["a,b"]}, {"groups": [None]},
    {"factor": 0}, {"factor": 3}, {"factor": "2"}, {"factor": True}, {"fresh": 0}, {"fresh": "9"},
    {"open": ["public"]}, {"open": ["/../x"]}, {"open": ["/a%2fb"]}, {"open": ["/a//b"]},
    {"open": ["/a;b"]}, {"open": ["/a?b"]}, {"open": [""]}, {"open": ["/\u00fc"]},
    {"tokens": "all"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda each: json.dumps(each)[:40])
def test_i12_i14_what_has_no_one_meaning_is_refused(root: Person, wrong: dict[str, Any]) -> None:
    answer = root.post(APPS, body(**wrong))
    assert (answer.status_code, list(answer.json["fields"])) == (400, list(wrong)), answer.json
    assert rows(root.app, App) == []


def test_an_origin_is_listed_once(root: Person) -> None:
    assert root.post(APPS, body()).status_code == 201
    answer = root.post(APPS, body(origin=f"{WIKI}:443"))
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    other = root.post(APPS, body(origin="https://b.example.test")).json["app"]
    answer = root.call("PATCH", f"{APPS}/{other['id']}", {"version": 1, "origin": WIKI})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    first = root.get(f"{APPS}?limit=1").json
    second = root.get(f"{APPS}?limit=1&after={first['next']}").json
    assert [page["apps"][0]["origin"] for page in (first, second)] == [other["origin"], WIKI]
    assert root.call("PATCH", f"{APPS}/nothing", {"version": 1}).status_code == 404
    assert root.call("DELETE", f"{APPS}/nothing", {"version": 1}).status_code == 404


def test_a_group_that_an_app_asks_for_is_not_deleted(root: Person) -> None:
    """Without its last group the app would be open to everybody."""
    group = f"/api/admin/groups/{make_group(root)}"
    app = root.post(APPS, body(groups=["editors"])).json["app"]
    answer = root.call("DELETE", group, {"version": 1})
    assert (answer.status_code, answer.json["code"]) == (409, "conflict")
    assert root.get(APPS).json["apps"][0]["groups"] == ["editors"]
    root.call("DELETE", f"{APPS}/{app['id']}", {"version": 1})
    assert root.call("DELETE", group, {"version": 1}).status_code == 200


def run(app: Flask, *arguments: str) -> Any:
    result = flask(app, "apps", *arguments, "--json")
    assert result.exit_code == 0, (result.output, result.exception)
    return json.loads(result.stdout)


def test_commands_list_apps_and_tell_who_may_open_them_and_why(root: Person, bob: Person) -> None:
    put_into(bob, "editors")
    added = run(root.app, "add", "Wiki", WIKI, "--group", "editors", "--group", "admin", "--factor",
        "2", "--fresh", "900", "--open", "/public/")  # fmt: skip
    assert run(root.app, "list") == [added]
    assert run(root.app, "who", f"{WIKI}:443") == [
        {
            "email": bob.email,
            "by": ["group editors"],
            "factor": "both factors, to be set up first",
        },
        {"email": root.email, "by": ["role admin"], "factor": "both factors"},
    ]
    flask(root.app, "users", "disable", bob.email)
    assert [each["email"] for each in run(root.app, "who", WIKI)] == [root.email]
    run(root.app, "remove", WIKI, "--yes")
    assert run(root.app, "list") == []
    run(root.app, "add", "Open", WIKI)
    assert run(root.app, "who", WIKI) == [
        {"email": root.email, "by": ["everybody"], "factor": "one factor"}
    ]


REFUSED = [
    ("add", "Wiki", "wiki"), ("add", "a\nb", WIKI), ("who", WIKI), ("remove", WIKI, "--yes"),
    ("add", "Wiki", WIKI, "--group", "none"), ("add", "Wiki", WIKI, "--open", "x"),
]  # fmt: skip


@pytest.mark.parametrize("arguments", REFUSED)
def test_what_a_command_cannot_do_is_one_line(app: Flask, arguments: tuple[str, ...]) -> None:
    result = flask(app, "apps", *arguments)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (1, "", 1)
