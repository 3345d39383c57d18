"""Promise: a remember cookie of Flask-Login is never read, whatever it is called or holds."""

import pytest

from app.config import Settings
from app.web.exchange import Environ
from tests.client import Client
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.program import Program

NAMES = ("__unused_remember", "remember_token", ";", "", "__Host-remember_token")
VALUES = (
    "1",
    "x",
    "a|b",
    "%C3%AB",
    "zo\u00c3\u00ab",
    "\u00e9|\u00ff",
    '"\\303\\253"',
    "\u00ed\u00a0\u0080",
)


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return settings_for(sqlite_backend, tmp_path_factory.mktemp("one"))


def _sent(name: str, value: str, held: str = "") -> Environ:
    return {"HTTP_COOKIE": f"{held}{name}={value}"}


@pytest.mark.parametrize("name", NAMES)
def test_no_value_of_it_ends_in_an_error_or_signs_anybody_in(ann: Person, name: str) -> None:
    bare = Client(ann.app, use_cookies=False)
    body = {"email": ann.email, "password": ann.password}
    for value in VALUES:
        sent = _sent(name, value)
        assert bare.get("/api/auth/me", environ_overrides=sent).status_code == 401
        login = bare.post("/api/auth/login", json=body, environ_overrides=sent)
        assert login.status_code == 200, (value, login.json)
        assert bare.post("/api/auth/logout", environ_overrides=sent).status_code == 200
    assert bare.get("/healthz").status_code == 200


@pytest.mark.parametrize("name", NAMES)
def test_a_good_bearer_works_beside_it(ann: Person, name: str) -> None:
    access = Program(ann).ask().json["accessToken"]
    bare = Client(ann.app, use_cookies=False)
    for value in VALUES:
        answer = bare.get(
            "/api/auth/me",
            headers={"Authorization": f"Bearer {access}"},
            environ_overrides=_sent(name, value),
        )
        assert answer.status_code == 200, value


def test_a_good_session_works_beside_it_and_none_is_written(ann: Person) -> None:
    assert not any("remember" in line for line in ann.log_in().headers.getlist("Set-Cookie"))
    own = ann.app.config["SESSION_COOKIE_NAME"]
    session = ann.browser.get_cookie(own)
    assert session is not None
    bare = Client(ann.app, use_cookies=False)
    for name in NAMES:
        for value in VALUES:
            sent = _sent(name, value, held=f"{own}={session.value}; ")
            assert bare.get("/api/auth/me", environ_overrides=sent).status_code == 200
