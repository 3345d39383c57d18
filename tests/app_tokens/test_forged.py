"""Promise: a flood of forged tokens costs no password hash and no write (T04); a browser is never
asked for a password by its own box, and an Authorization header that is not ours counts for nothing
(T06)."""

import re
from typing import Any

import pytest
from flask import Flask, request_started

from app.core.scannable_secrets import APP_TOKEN, new_secret
from tests.app_tokens.making import CADDY, FILES, NGINX, basic, bearer, knock, make, opens, put
from tests.auth.test_same_work import counting
from tests.person import PASSWORD, Person

DIALECTS = pytest.mark.parametrize("dialect", [CADDY, NGINX])
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@DIALECTS
def test_t04_forged_basic_headers_cost_no_password_hash_and_no_write(
    ann: Person, hashes: list[str], dialect: str
) -> None:
    put(ann)
    make(ann.sign_in())
    assert hashes  # the login: the watch sees them
    hashes.clear()
    forged = [
        basic(new_secret(APP_TOKEN), ann.email),
        basic("sl_" + "x" * 49, ann.email),
        basic("sl_", ann.email),
        basic(PASSWORD, ann.email),
        basic("", ann.email),
        basic("sl_" + "x" * 5000, ann.email),
        "Basic !!!",
        "Basic",
        "Basic " + "A" * 4000,
        bearer(new_secret(APP_TOKEN)),
    ]
    with counting(ann.app) as statements:
        for header in forged * 20:
            assert knock(ann.app, header, dialect=dialect).status_code == 401
    assert set(statements) == {"SELECT"}
    assert hashes == []


def test_t04_what_lacks_the_checksum_is_not_looked_up(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    with counting(ann.app) as of_nothing:
        assert not opens(ann.app, "sl_")
    with counting(ann.app) as statements:
        assert not opens(ann.app, f"{token[:-1]}{'0' if token[-1] != '0' else '1'}")
    assert statements == of_nothing
    with counting(ann.app) as statements:
        assert not opens(ann.app, new_secret(APP_TOKEN))
    assert len(statements) > len(of_nothing)


def test_t04_a_right_token_costs_one_statement_and_writes_once_a_minute(ann: Person) -> None:
    put(ann)
    token = make(ann.sign_in())
    assert opens(ann.app, token)
    with counting(ann.app) as statements:
        for _ in range(20):
            assert opens(ann.app, token)
    assert statements == ["SELECT"] * 20


def test_t04_a_right_token_takes_the_fast_way(ann: Person) -> None:
    put(ann)
    token, through_flask = make(ann.sign_in()), list[str]()

    def note(sender: Flask, **_: Any) -> None:
        through_flask.append(FILES)

    with request_started.connected_to(note, ann.app):
        assert opens(ann.app, token)
        assert through_flask == []
        assert not opens(ann.app, new_secret(APP_TOKEN))
    assert through_flask == [FILES]


@DIALECTS
def test_t06_a_header_that_is_not_ours_counts_for_nothing(ann: Person, dialect: str) -> None:
    put(ann)
    make(ann.sign_in())
    for header in (
        "",
        "Bearer eyJhbGciOi.x.y",
        "Basic",
        basic(PASSWORD, ann.email),
        "Digest username=x",
        "Bearer",
        "sl_x",
        "Token sl_x",
        "Bearer xsl_y",
        "Bearer SL_y",
        basic("x", "sl_y"),
        "Basic c2xfeA==",  # no colon
    ):
        stranger = knock(ann.app, header, dialect=dialect)
        assert (stranger.status_code, stranger.json["code"]) == (401, "not_signed_in"), header
        signed_in = knock(ann.app, header, dialect=dialect, browser=ann.browser)
        assert signed_in.status_code == 200, header
        assert "Second-Lock-Token" not in signed_in.headers


@DIALECTS
def test_t06_a_program_is_asked_for_bearer_and_basic_where_the_app_takes_tokens(
    ann: Person, dialect: str
) -> None:
    put(ann)
    bare = {"bearer": 'Bearer realm="second-lock"'}
    box = {"basic": 'Basic realm="second-lock", charset="UTF-8"'}
    for headers in ({}, {"Accept": "*/*"}, {"Accept": "application/json"}):
        assert asked(ann, dialect, **headers) == bare | box
    for headers in (
        HTML,
        {"Accept": "text/HTML;q=0"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Mode": "cors", "Accept": "*/*"},
        {"Sec-Fetch-Dest": "image"},
    ):
        assert "basic" not in asked(ann, dialect, **headers), headers


@DIALECTS
def test_t06_a_refused_token_is_told_so_and_never_redirected(ann: Person, dialect: str) -> None:
    put(ann)
    for headers in ({}, HTML, {"Sec-Fetch-Mode": "navigate"}):
        for header in (bearer("sl_x"), basic("sl_x")):
            answer = knock(ann.app, header, dialect=dialect, headers=headers)
            assert (answer.status_code, answer.json["code"]) == (401, "invalid_token")
            assert "Location" not in answer.headers
            challenges = answer.headers["WWW-Authenticate"]
            ours, _, basic_too = challenges.partition(", Basic ")
            assert ours == 'Bearer realm="second-lock", error="invalid_token"'
            assert bool(basic_too) is not bool(headers)
            assert answer.headers.get("Second-Lock-Answer") == (
                "token" if dialect == NGINX else None
            )


@DIALECTS
def test_t06_no_browser_is_asked_where_the_app_takes_none(ann: Person, dialect: str) -> None:
    put(ann, tokens="none")
    assert asked(ann, dialect) == {"cookie": 'Cookie realm="second-lock"'}


def asked(ann: Person, dialect: str, **headers: str) -> dict[str, str]:
    """What a stranger's request is asked for, by scheme; empty where it is sent to a page."""
    answer = knock(ann.app, dialect=dialect, headers=headers)
    assert answer.status_code in {302, 401}
    [line] = answer.headers.getlist("WWW-Authenticate") or [""]
    found = re.findall(r"(?:^|, )((Basic|Bearer|Cookie) .*?)(?=, B|$)", line)
    return {scheme.lower(): whole for whole, scheme in found}
