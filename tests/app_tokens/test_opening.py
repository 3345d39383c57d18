"""Promise: an app token opens one app and nothing of the account; it is a second factor only where
the app's rule says so (T02)."""

import pytest
from flask import Flask

from app.config.operators import operator_act
from app.forward_auth import apps
from app.sessions.models import AuthSession
from tests.app_tokens.making import (
    BOARD,
    CADDY,
    FILES,
    NGINX,
    basic,
    bearer,
    change,
    knock,
    make,
    opens,
    put,
)
from tests.client import Client
from tests.groups.test_membership import put_into
from tests.person import Person
from tests.rows import rows

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])


@DIALECTS
def test_t02_it_opens_one_app_and_no_other(ann: Person, dialect: str) -> None:
    for origin in (FILES, BOARD):
        put(ann, origin)
    files, board = make(ann.sign_in()), make(ann, BOARD)
    assert [opens(ann.app, files, dialect=dialect, origin=each) for each in (FILES, BOARD)] == [
        True,
        False,
    ]
    assert [opens(ann.app, board, dialect=dialect, origin=each) for each in (FILES, BOARD)] == [
        False,
        True,
    ]


@DIALECTS
def test_t02_the_app_gets_the_four_headers_of_its_owner(ann: Person, dialect: str) -> None:
    put(ann)
    put_into(ann, "editors")
    token = make(ann.sign_in())
    by_cookie = ann.get("me").json["user"]
    found = knock(ann.app, bearer(token), dialect=dialect).headers
    told = {name: value for name, value in found.items() if name.startswith("Remote-")}
    assert told == {
        "Remote-User": by_cookie["id"],
        "Remote-Email": ann.email,
        "Remote-Name": ann.email,
        "Remote-Groups": "user,editors",
    }


def test_t02_it_opens_no_call_of_the_account(app: Flask, ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    calls = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"})
        if rule.rule.startswith(("/api/auth/", "/api/admin/"))
        and getattr(app.view_functions[rule.endpoint], "__guard__", "") not in {"", "public"}
    ]
    assert len(calls) > 60
    for header in (bearer(token), basic(token)):
        for path, method in calls:
            where = path.replace("<row_id:", "<").replace("<", "x").replace(">", "")
            answer = Client(app).open(where, method=method, headers={"Authorization": header})
            assert answer.status_code == 401, (path, method, answer.json)
    refreshed = Client(app).post("/api/auth/token/refresh", json={"refreshToken": token})
    assert refreshed.status_code == 401
    assert len(rows(app, AuthSession)) == 1


@DIALECTS
def test_t02_the_rule_says_what_it_counts_as(enrolled: Person, dialect: str) -> None:
    listed = put(enrolled)
    token = make(enrolled)

    def answers(query: str = "") -> bool:
        return opens(enrolled.app, token, dialect=dialect, query=query)

    assert answers()
    assert not answers("?factor=2")
    listed = change(enrolled, listed, factor=2)
    assert not answers()
    listed = change(enrolled, listed, tokens="both_factors")
    assert answers()
    assert answers("?factor=2")
    listed = change(enrolled, listed, factor=1)
    assert answers("?factor=2")
    listed = change(enrolled, listed, tokens="none")
    assert not answers()
    listed = change(enrolled, listed, tokens="both_factors", fresh=900)
    assert not answers()
    change(enrolled, listed, fresh=None)
    assert answers()
    assert not answers("?fresh=900")


@DIALECTS
def test_t02_it_is_no_second_factor_of_who_has_none(ann: Person, dialect: str) -> None:
    listed = put(ann, tokens="both_factors")
    token = make(ann.sign_in())
    assert opens(ann.app, token, dialect=dialect)
    assert not opens(ann.app, token, dialect=dialect, query="?factor=2")
    change(ann, listed, factor=2)
    assert not opens(ann.app, token, dialect=dialect)


@DIALECTS
def test_t02_it_is_refused_at_what_is_no_listed_app(ann: Person, dialect: str) -> None:
    listed = put(ann)
    token = make(ann.sign_in())
    for origin in ("http://localhost:8000", "http://localhost:9999"):
        assert not opens(ann.app, token, dialect=dialect, origin=origin)
    with ann.app.app_context():
        apps.remove(listed.app.id, version=None, act=operator_act(ann.clock.now()))
    assert not opens(ann.app, token, dialect=dialect)


@DIALECTS
def test_t02_it_is_judged_alone_whatever_cookie_stands_beside_it(
    ann: Person, bob: Person, dialect: str
) -> None:
    put(ann)
    token, cookies = make(ann.sign_in()), bob.sign_in().browser
    told = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "localhost:9000"}
    told |= {"X-Original-URL": f"{FILES}/"}

    def ask(sent: str) -> tuple[int, str | None]:
        answer = cookies.get(dialect, headers={**told, "Authorization": bearer(sent)})
        return answer.status_code, answer.headers.get("Remote-Email")

    assert ask("other") == (200, bob.email)
    assert ask(token) == (200, ann.email)
    assert ask(f"{token}x") == (401, None)
    assert ask("sl_") == (401, None)


@DIALECTS
def test_an_open_path_stays_open_beside_a_dead_token(ann: Person, dialect: str) -> None:
    put(ann, open=["/public/"])
    token = make(ann.sign_in())
    for sent, email in ((token, ann.email), ("sl_x", "")):
        answer = knock(ann.app, bearer(sent), dialect=dialect, path="/public/a")
        assert (answer.status_code, answer.headers["Remote-Email"]) == (200, email)
        assert ("Second-Lock-Token" in answer.headers) is bool(email)
    assert knock(ann.app, bearer("sl_x"), dialect=dialect, path="/else").status_code == 401
