"""Promise: browsers and password managers find at `/.well-known` which origins share the passkeys,
where a passkey is added, and where a password is changed."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from tests.client import Answer, Client
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for

HOME = "https://login.example.com"
ALSO = ("https://example.org", "https://id.example.net:8443")


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: none of these answers is looked up in it."""
    return sqlite_backend


def make(backend: Backend, folder: Path, **changes: Any) -> Flask:
    given = {"public_url": HOME, "rp_id": "example.com", "passkey_origins": ALSO, **changes}
    return create_app(replace(settings_for(backend, folder), **given), FrozenClock())


def ask(app: Flask, name: str, host: str = "login.example.com") -> Answer:
    return Client(app).get(f"/.well-known/{name}", headers={"Host": host})


@pytest.mark.parametrize("host", ["example.com", "EXAMPLE.com", "example.com:443"])
def test_p11_the_host_of_rp_id_names_the_origins(
    backend: Backend, tmp_path: Path, host: str
) -> None:
    answer = ask(make(backend, tmp_path), "webauthn", host)
    assert (answer.status_code, answer.json) == (200, {"origins": [HOME, *ALSO]})
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("host", ["login.example.com", "evil.example", "example.com.evil.example"])
def test_no_other_host_names_them(backend: Backend, tmp_path: Path, host: str) -> None:
    assert ask(make(backend, tmp_path), "webauthn", host).status_code == 404


def test_without_rp_id_the_host_of_public_url_names_its_own(
    backend: Backend, tmp_path: Path
) -> None:
    app = make(backend, tmp_path, rp_id=None, passkey_origins=())
    assert ask(app, "webauthn").json == {"origins": [HOME]}


def test_password_managers_find_where_a_passkey_is_added(backend: Backend, tmp_path: Path) -> None:
    answer = ask(make(backend, tmp_path), "passkey-endpoints")
    assert answer.json == {"enroll": f"{HOME}/profile/two-factor", "manage": f"{HOME}/profile"}


def test_where_there_are_no_passkeys_nothing_is_told_of_them(
    backend: Backend, tmp_path: Path
) -> None:
    none = {"public_url": "https://203.0.113.5", "rp_id": None, "passkey_origins": ()}
    app = make(backend, tmp_path, **none)
    for name in ("webauthn", "passkey-endpoints"):
        assert ask(app, name, "203.0.113.5").status_code == 404
    assert ask(app, "change-password").status_code == 302


def test_password_managers_are_led_to_where_a_password_is_changed(
    backend: Backend, tmp_path: Path
) -> None:
    answer = ask(make(backend, tmp_path), "change-password", "evil.example")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{HOME}/profile/password"
    never = "resource-that-should-not-exist-whose-status-code-should-not-be-200"
    assert ask(make(backend, tmp_path), never).status_code == 404
