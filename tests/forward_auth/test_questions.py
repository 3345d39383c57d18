"""Promise: what a proxy asks is read in one way, and what cannot be closes the app (R83)."""

import pytest
from werkzeug.datastructures import Headers

from tests.forward_auth.conftest import CADDY, HTML, NGINX, WIKI, ask, query_of
from tests.person import Person

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])

_SLIPS = (
    "factor=1", "factor=", "factor", "factor=22", "factor=%32%32", "groups=admin", "Group=user",
    "group=user,", "group=", "group=user,,admin", "group=USER", "fresh=0", "fresh=x", "fresh=-1",
    "fresh=%2b60", "fresh=+60", "fresh=60.0", "fresh=1e3", "fresh=1000000001", "fresh=%ff", "%ff=1",
    "fresh=\u0661", "fresh=999999&fresh=0", "factor=2&factor=1", "factor=1&factor=2", "a=1",
    "group=user&group=", "group=user&group=x%2fy", "group=user;factor=2", "gr%6fup=X",
    "group=user%00",
    "factor=2&" * 200,
)  # fmt: skip


@DIALECTS
def test_r83_a_slip_in_the_proxys_question_closes_the_app(ann: Person, dialect: str) -> None:
    for caller in (ann.other_browser(), ann.sign_in()):
        for query in _SLIPS:
            answer = ask(caller, f"?{query}", dialect=dialect)
            assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), query
            assert "Remote-User" not in answer.headers


def test_a_person_at_a_closed_app_gets_a_page_that_says_so(person: Person) -> None:
    answer = ask(person, "?factor=1", headers=HTML)
    assert (answer.status_code, answer.mimetype) == (403, "text/html")
    assert "its proxy sent a question that cannot be read" in answer.text


@DIALECTS
def test_every_group_that_is_given_must_be_met(ann: Person, dialect: str) -> None:
    ann.sign_in()
    twice = ("group=user&group=admin", "group=admin&group=user", "group=user&gr%6fup=%61dmin")
    for query in twice:
        assert ask(ann, f"?{query}", dialect=dialect).json["code"] == "group_required", query
    assert ask(ann, "?group=user&group=user", dialect=dialect).status_code == 200


@DIALECTS
def test_the_smaller_time_that_is_given_holds(ann: Person, dialect: str) -> None:
    ann.sign_in()
    twice = ("fresh=999999&fresh=60", "fresh=60&fresh=999999", "fresh=999999&fr%65sh=6%30")
    assert [ask(ann, f"?{each}", dialect=dialect).status_code for each in twice] == [200] * 3
    ann.clock.move(seconds=61)
    for query in twice:
        answer = ask(ann, f"?{query}", dialect=dialect)
        assert (answer.status_code, answer.json["need"]) == (401, ["fresh"]), query
        assert query_of(answer)["fresh"] == "60"
    assert ask(ann, "?fresh=999999", dialect=dialect).status_code == 200


@DIALECTS
def test_a_factor_that_is_given_again_is_still_asked_for(ann: Person, dialect: str) -> None:
    answer = ask(ann.sign_in(), "?factor=2&f%61ctor=2", dialect=dialect)
    assert (answer.status_code, answer.json["need"]) == (401, ["enrol"])


def test_an_address_that_is_told_twice_closes_the_app(ann: Person) -> None:
    names = [(NGINX, f"X-Original-{name}") for name in ("URL", "Method")]
    names += [(CADDY, f"X-Forwarded-{name}") for name in ("Host", "Proto", "Uri", "Method")]
    for caller in (ann.other_browser(), ann.sign_in()):
        for dialect, name in names:
            for value in ("https://evil.example/", f"{WIKI}/page?a=1", ""):
                twice = Headers([(name, value), (name, f"{WIKI}/page?a=1")])
                answer = caller.browser.get(dialect, headers=twice)
                assert (answer.status_code, answer.json["code"]) == (403, "forbidden"), name


@DIALECTS
def test_an_address_with_commas_is_one(ann: Person, dialect: str) -> None:
    url = f"{WIKI}/a,b?c=d,https://e.example/,f"
    assert query_of(ask(ann, dialect=dialect, url=url)) == {"rd": url}
    assert ask(ann.sign_in(), dialect=dialect, url=url).status_code == 200
