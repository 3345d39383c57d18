"""Promise: once the date has come a session may only enrol, whichever way a request comes (G03)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import Settings
from app.core.limits import Window
from tests.conftest import Backend, settings_for
from tests.factors import keys
from tests.forward_auth.conftest import CADDY, HOME, NGINX, WIKI, ask, at_the_app
from tests.person import Person
from tests.policies import set_level
from tests.policy.acting import DAY, STOPPED, asked, code_of, make_admin
from tests.program import Program

_YEAR = 366 * DAY


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        public_url=HOME,
        protected_origins=(WIKI,),
        cookie_domain="example.test",
        session_idle_seconds=_YEAR,
        session_max_seconds=_YEAR,
        request_limits=(Window(100_000, 60),),
    )


def _bare(ann: Person) -> Person:
    """Somebody without a factor, whom `two_factor` asks."""
    set_level(ann.app, "two_factor", grace=14)
    return ann.sign_in()


def _with_an_app(ann: Person) -> Person:
    """Somebody with an app, whom `phishing_resistant` asks."""
    ann.enrol()
    set_level(ann.app, "phishing_resistant", grace=14)
    return ann


LACKS = pytest.mark.parametrize("lack", [_bare, _with_an_app], ids=["bare", "app"])


def _program(ann: Person) -> Program:
    return Program(ann).sign_in()


WAYS: dict[str, Callable[[Person], Any]] = {
    "a view": lambda ann: ann.get("sessions"),
    "forward-auth": lambda ann: ask(ann, dialect=CADDY),
    "auth-request": lambda ann: ask(ann, dialect=NGINX),
    "forward-auth through Flask": lambda ann: ask(ann, dialect=CADDY, data="x"),
    "forward-auth of another host": lambda ann: ask(at_the_app(ann), dialect=CADDY),
    "auth-request of another host": lambda ann: ask(at_the_app(ann), dialect=NGINX),
}


@LACKS
def test_g03_a_browser_is_stopped_in_every_way(
    ann: Person, lack: Callable[[Person], Person]
) -> None:
    lack(ann)
    assert asked(ann)[0]
    ann.clock.move(seconds=14 * DAY - 1)
    for name, way in WAYS.items():
        assert way(ann).status_code == 200, name
    ann.clock.move(seconds=1)
    for name, way in WAYS.items():
        answer = way(ann)
        assert answer.status_code in {302, 401, 403}, name
        assert "Remote-Email" not in answer.headers, name
    assert code_of(ann.get("sessions")) == STOPPED


@LACKS
def test_g03_the_fast_way_says_so_and_no_date_any_more(
    ann: Person, lack: Callable[[Person], Person]
) -> None:
    lack(ann)
    ann.clock.move(seconds=14 * DAY)
    for _ in range(2):
        answer = ann.get("me")
        assert (answer.status_code, answer.json["requires2FASetup"]) == (200, True)
        assert "setUpBy" not in answer.json
    slowly = ann.get("me", headers={"Content-Type": "application/json"}).json
    assert slowly == answer.json
    status = ann.get("2fa/status").json
    assert (status["requires2FASetup"], "setUpBy" in status) == (True, False)


@LACKS
def test_g03_a_program_is_stopped_by_bearer_and_after_a_refresh(
    ann: Person, lack: Callable[[Person], Person]
) -> None:
    lack(ann)
    program = _program(ann)
    assert program.get("sessions").status_code == 200
    ann.clock.move(seconds=14 * DAY)
    assert program.refresh().status_code == 401, "a refresh token lives seven days"
    program = _program(ann)
    assert code_of(program.get("sessions")) == STOPPED
    answer = program.refresh()
    assert answer.status_code == 200
    assert code_of(program.keep(answer).get("sessions")) == STOPPED
    told = program.get("me").json
    assert (told["requires2FASetup"], "setUpBy" in told) == (True, False)


@LACKS
def test_g03_a_new_sign_in_is_stopped_too(ann: Person, lack: Callable[[Person], Person]) -> None:
    lack(ann)
    ann.clock.move(seconds=14 * DAY)
    other = ann.other_browser()
    answer = other.log_in()
    if answer.json.get("requires2FA"):
        answer = other.verify()
    assert (answer.status_code, answer.json["requires2FASetup"]) == (200, True)
    assert "setUpBy" not in answer.json
    assert code_of(other.get("sessions")) == STOPPED
    assert ask(other).status_code != 200


def _calls(app: Flask, prefix: str) -> list[tuple[str, str]]:
    return [
        (method, re.sub("<.*?>", "some-id", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.rule.startswith(prefix)
    ]


def test_g03_an_administrator_with_an_app_alone_has_no_rights_left(ann: Person) -> None:
    make_admin(ann.enrol())
    set_level(ann.app, "phishing_resistant", group="admin")
    calls = _calls(ann.app, "/api/admin/")
    assert len(calls) > 20
    for method, path in calls:
        answer = ann.call(method, path, None if method == "GET" else {})
        assert code_of(answer) == STOPPED, (method, path)


def test_g03_enrolling_what_is_asked_frees_the_session_at_once(ann: Person) -> None:
    _with_an_app(ann)
    ann.clock.move(seconds=14 * DAY)
    ann.post("logout", {})
    ann.sign_in()
    assert ann.reauth(code=ann.code()).status_code == 200
    assert code_of(ann.get("sessions")) == STOPPED
    keys.add_key(ann)
    assert ann.get("sessions").status_code == 200
    assert asked(ann) == (False, None)
