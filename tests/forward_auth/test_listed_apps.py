"""Promise: a listed app has its rule in every path that answers, whatever the proxy's line forgot
and however the question is spelled (I11, I14)."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import Headers

from app import create_app
from app.config.operators import operator_act
from app.extensions import db
from app.forward_auth import apps
from app.groups import service
from app.users.models import Group
from tests.forward_auth.conftest import (
    BOARD,
    CADDY,
    HOME,
    HTML,
    NGINX,
    WIKI,
    ask,
    at_the_app,
    query_of,
)
from tests.forward_auth.test_group_headers import EVERY_WAY, WAYS
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.rows import rows

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])
SHOP = "https://shop.example.test"


def put(person: Person, origin: str = WIKI, **values: Any) -> apps.ListedApp:
    """List an app; whatever groups it names are made."""
    act = operator_act(person.clock.now())
    body = {"name": "App", "origin": origin, "groups": [], "factor": 1, **values}
    with person.app.app_context():
        known = {each.name for each in rows(person.app, Group)} | {"user", "admin"}
        for name in set(body["groups"]) - known:
            service.create(name, act=act)
        return apps.add(body, act=act)


def change(person: Person, listed: apps.ListedApp, **values: Any) -> apps.ListedApp:
    act = operator_act(person.clock.now())
    with person.app.app_context():
        version = listed.app.version
        return apps.change(listed.app.id, version=version, values=values, act=act)


@DIALECTS
@EVERY_WAY
def test_i11_a_rule_holds_at_the_next_request_though_the_line_asks_nothing(
    ann: Person, dialect: str, way: str
) -> None:
    ann.sign_in()
    call = WAYS[way]
    assert call(ann, "", dialect).status_code == 200
    listed = put(ann, groups=["editors"])
    assert call(ann, "", dialect).json["code"] == "group_required"
    put_into(ann, "editors")
    assert call(ann, "", dialect).status_code == 200
    listed = change(ann, listed, groups=["admin", "user"])
    assert call(ann, "", dialect).status_code == 200
    listed = change(ann, listed, groups=["admin"])
    assert call(ann, "", dialect).json["code"] == "group_required"
    listed = change(ann, listed, groups=[], factor=2)
    assert call(ann, "", dialect).json["need"] == ["enrol"]
    listed = change(ann, listed, factor=1, fresh=60)
    ann.clock.move(seconds=59)
    assert call(ann, "", dialect).status_code == 200
    ann.clock.move(seconds=1)
    assert call(ann, "", dialect).json["need"] == ["fresh"]
    change(ann, listed, fresh=None)
    assert call(ann, "", dialect).status_code == 200


@DIALECTS
def test_a_query_can_only_ask_for_more(ann: Person, dialect: str) -> None:
    put(ann, groups=["editors", "writers"], fresh=600)
    put_into(ann, "editors")
    ann.sign_in()
    for query, status in (
        ("group=editors", 200),
        ("group=user", 200),
        ("group=writers", 403),
        ("group=admin", 403),
        ("fresh=900", 200),
        ("factor=2", 401),
    ):
        assert ask(ann, f"?{query}", dialect=dialect).status_code == status, query
    put_into(ann)
    assert ask(ann, "?group=user", dialect=dialect).status_code == 403
    put_into(ann, "editors")
    ann.clock.move(seconds=601)
    assert ask(ann, "?fresh=9000", dialect=dialect).json["need"] == ["fresh"]


def test_i11_a_renamed_group_is_asked_for_by_its_new_name(ann: Person) -> None:
    put(ann, groups=["editors"])
    put_into(ann.sign_in(), "editors")
    [group] = rows(ann.app, Group)
    act = operator_act(ann.clock.now())
    with ann.app.app_context():
        service.change(group.id, version=1, name="writers", act=act)
        service.create("editors", act=act)
    assert ask(ann).headers["Remote-Groups"] == "user,writers"
    put_into(ann, "editors")
    assert ask(ann).json["code"] == "group_required"


@pytest.fixture
def second_node(app: Flask, ann: Person) -> Iterator[Person]:
    """The same browser at another process on the same database."""
    other = create_app(app.extensions["second_lock"].settings, ann.clock)
    twin = Person(other, ann.clock, ann.email)
    ann.sign_in()
    twin.use_cookie("__Host-session", ann.held_cookie("__Host-session"))
    yield twin
    with other.app_context():
        db.engine.dispose()


def test_i11_another_node_follows_at_its_next_request(ann: Person, second_node: Person) -> None:
    assert ask(second_node).status_code == 200
    listed = put(ann, groups=["admin"])
    assert ask(second_node).status_code == 403
    with ann.app.app_context():
        apps.remove(listed.app.id, version=None, act=operator_act(ann.clock.now()))
    assert ask(second_node).status_code == 200


_SPELLINGS = (WIKI, "https://WIKI.example.test", f"{WIKI}:443", f"{WIKI}.", f"{WIKI}.:443")
_NO_APPS = (
    "https://user@wiki.example.test", f"{WIKI}@shop.example.test", f"{WIKI}\\@shop.example.test",
    f"{WIKI}:", f"{WIKI}:444", "http://wiki.example.test", "https://x.example.test", "https://",
    "https://wiki.example.test%2f", "https://wiki..", "https:", "",
)  # fmt: skip


@DIALECTS
def test_i14_every_spelling_of_an_app_has_its_rule(ann: Person, dialect: str) -> None:
    put(ann, groups=["admin"])
    put(ann, SHOP)
    for caller, code in ((ann.sign_in(), "group_required"), (ann.other_browser(), "not_signed_in")):
        for origin in _SPELLINGS:
            answer = ask(caller, url=f"{origin}/x", dialect=dialect)
            assert answer.json["code"] == code, origin


@DIALECTS
def test_i14_while_an_app_is_listed_what_is_none_is_closed(ann: Person, dialect: str) -> None:
    put(ann, SHOP)
    for caller in (ann.sign_in(), at_the_app(ann), ann.other_browser()):
        for origin in _NO_APPS:
            head, _, rest = origin.partition("://")
            told = {"X-Forwarded-Proto": head, "X-Forwarded-Host": rest, "X-Forwarded-Uri": "/"}
            headers = told if dialect == CADDY else {"X-Original-URL": f"{origin}/"}
            answer = caller.browser.get(dialect, headers=headers)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), origin
            assert "Remote-User" not in answer.headers
        nothing = caller.browser.get(dialect)
        assert (nothing.status_code, nothing.json["code"]) == (403, "forbidden")


@DIALECTS
def test_i14_the_header_of_another_dialect_or_a_second_one_decides_nothing(
    ann: Person, dialect: str
) -> None:
    put(ann, groups=["admin"])
    put(ann, SHOP)
    ann.sign_in()
    other = {"X-Original-URL": f"{SHOP}/"}
    if dialect == NGINX:
        other = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example.test"}
    assert ask(ann, dialect=dialect, headers=other).json["code"] == "group_required"
    name, mine, theirs = "X-Original-URL", f"{SHOP}/", f"{WIKI}/"
    more = []
    if dialect == CADDY:
        name, mine, theirs = "X-Forwarded-Host", "shop.example.test", "wiki.example.test"
        more = [("X-Forwarded-Proto", "https"), ("X-Forwarded-Uri", "/")]
    for pair in ((mine, theirs), (theirs, mine)):
        twice = Headers([*more, *((name, value) for value in pair)])
        answer = ann.browser.get(dialect, headers=twice)
        assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


@DIALECTS
def test_protected_origins_and_the_login_page_stay_as_they_were(ann: Person, dialect: str) -> None:
    put(ann, SHOP, groups=["admin"])
    ann.sign_in()
    for origin in (WIKI, f"{WIKI}:443", BOARD, HOME):
        assert ask(ann, url=f"{origin}/", dialect=dialect).status_code == 200, origin
    assert ask(ann, url="https://x.example.test/", dialect=dialect).status_code == 403


def test_a_person_at_an_app_that_is_not_listed_gets_a_page(ann: Person) -> None:
    put(ann, SHOP)
    answer = ask(ann, url="https://x.example.test/", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "nobody has said who may open it" in answer.text


@DIALECTS
def test_an_open_path_tells_nobody_where_nobody_may_pass(ann: Person, dialect: str) -> None:
    listed = put(ann, groups=["editors"], open=["/public/", "/feed.xml"])
    ann.sign_in()
    stranger = ann.other_browser()
    for caller in (stranger, ann, at_the_app(ann)):
        for path in ("/public/a?b=c", "/feed.xml", "/public"):
            answer = ask(caller, url=f"{WIKI}{path}", dialect=dialect)
            told = [value for name, value in answer.headers if name.startswith("Remote-")]
            assert (answer.status_code, told) == (200, [""] * 4), path
        for path in ("/", "/publicx", "/public/../x", "/public/%2e%2e/x", "/PUBLIC/"):
            answer = ask(caller, url=f"{WIKI}{path}", dialect=dialect)
            assert answer.status_code in {401, 403}, path
        for query in ("?group=user", "?factor=2"):
            answer = ask(caller, query, url=f"{WIKI}/public/", dialect=dialect)
            assert answer.status_code in {401, 403}, "the line asks for more"
        assert ask(caller, "?x", url=f"{WIKI}/public/", dialect=dialect).status_code == 403
    put_into(ann, "editors")
    answer = ask(ann, url=f"{WIKI}/public/", dialect=dialect)
    assert answer.headers["Remote-Email"] == ann.email
    change(ann, listed, open=[])
    assert ask(stranger, url=f"{WIKI}/public/", dialect=dialect).status_code == 401


def test_the_way_back_leads_to_a_listed_app_and_knows_what_it_needs(enrolled: Person) -> None:
    stranger = enrolled.other_browser()
    assert enrolled.get("/api/authz/return", query_string={"rd": SHOP}).status_code == 400
    put(enrolled, SHOP, factor=2, fresh=60)
    answer = ask(stranger, url=f"{SHOP}:443/a?b=1")
    asked = {"rd": f"{SHOP}/a?b=1", "factor": "2", "fresh": "60"}
    assert query_of(answer) == asked
    back = stranger.get("/api/authz/return", query_string=asked)
    assert back.json == {"url": f"{SHOP}/a?b=1", "need": ["login"]}
    enrolled.clock.move(seconds=61)
    back = enrolled.get("/api/authz/return", query_string={"rd": SHOP})
    assert back.json == {"url": f"{SHOP}/", "need": ["fresh"]}
    assert enrolled.reauth(code=enrolled.code()).status_code == 200
    back = enrolled.get("/api/authz/return", query_string={"rd": SHOP})
    assert back.json == {"url": f"{SHOP}/", "need": []}
    assert ask(enrolled, url=SHOP + "/").status_code == 200
