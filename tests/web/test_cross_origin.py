"""Promise: what another site makes a browser send is refused and changes nothing (R72)."""

from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import dump
from tests.web.calls import calls_with_a_body, changing_calls

_OWN = "http://localhost:8000"
_REFUSED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": ""},
    {"Sec-Fetch-Site": "Same-Origin, cross-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": _OWN},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://localhost"},
    {"Origin": "http://localhost:8001"},
    {"Origin": "https://localhost:8000"},
    {"Origin": "http://localhost:8000.evil.example"},
    {"Origin": "http://localhost:8000@evil.example"},
    {"Origin": "http://evil.example/http://localhost:8000"},
    {"Origin": "http://[::1"},
    {"Origin": "http://localhost:port"},
]
_TAKEN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "same-origin", "Origin": _OWN},
    {"Origin": _OWN},
    {"Origin": "HTTP://LocalHost:8000"},
]


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: what is told here is decided before any is asked."""
    return sqlite_backend


@pytest.mark.parametrize("headers", _REFUSED, ids=str)
def test_every_changing_call_refuses_another_site_r72(
    app: Flask, ann: Person, headers: dict[str, str]
) -> None:
    ann.sign_in()
    before = dump(app)
    for method, path in changing_calls(app):
        if path.startswith("/api/auth/token"):  # reads no cookie: nobody can forge it
            continue
        answer = ann.call(method, path, {}, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (403, "cross_origin"), path
        assert "Set-Cookie" not in answer.headers, path
    assert dump(app) == before
    assert ann.is_signed_in()


@pytest.mark.parametrize("headers", _TAKEN, ids=str)
def test_its_own_page_and_programs_pass_r72(ann: Person, headers: dict[str, str]) -> None:
    body = {"email": ann.email, "password": ann.password}
    assert ann.post("login", body, headers=headers).status_code == 200
    assert ann.call("PATCH", "me", {"name": "Ann"}, headers=headers).status_code == 200
    assert ann.call("DELETE", "sessions", headers=headers).status_code == 200


def test_reading_from_another_site_is_not_refused_but_not_shared_either_r76(ann: Person) -> None:
    headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = ann.sign_in().get("me", headers=headers)
    assert answer.status_code == 200
    assert not [name for name in answer.headers.keys() if name.startswith("Access-Control")]  # noqa: SIM118


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "application/jsonp",
        "application/ld+json",
        "application/octet-stream",
        "text/plain; application/json",
        "",
    ],
)
def test_what_is_not_json_is_refused_everywhere_r72(
    app: Flask, ann: Person, content_type: str
) -> None:
    ann.sign_in()
    before = dump(app)
    body = f'{{"email":"{ann.email}","password":"{ann.password}"}}'
    for method, path in calls_with_a_body(app):
        answer = ann.browser.open(path, method=method, data=body, content_type=content_type)
        assert (answer.status_code, answer.json["code"]) == (415, "unsupported_media_type"), path
    assert dump(app) == before


@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "Application/JSON"]
)
def test_json_is_taken_with_or_without_a_charset(ann: Person, content_type: str) -> None:
    body = f'{{"email":"{ann.email}","password":"{ann.password}"}}'
    answer = ann.browser.post("/api/auth/login", data=body, content_type=content_type)
    assert answer.status_code == 200


class TestUnderHttps:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        return settings_for(backend, tmp_path, public_url="https://login.example.com")

    @pytest.mark.parametrize(
        ("origin", "status"),
        [
            ("https://login.example.com", 401),
            ("https://login.example.com:443", 401),
            ("http://login.example.com", 403),
            ("https://login.example.com:444", 403),
            ("https://example.com", 403),
            ("https://evil.login.example.com", 403),
        ],
    )
    def test_the_origin_is_scheme_host_and_port_r72(
        self, person: Person, origin: str, status: int
    ) -> None:
        body = {"email": person.email, "password": "not the password"}
        assert person.post("login", body, headers={"Origin": origin}).status_code == status


class TestWithPasskeyOrigins:
    @pytest.fixture
    def settings(self, backend: Backend, tmp_path: Path) -> Settings:
        origins = ("https://example.org", "https://id.example.net:8443")
        home = "https://login.example.com"
        return settings_for(backend, tmp_path, public_url=home, passkey_origins=origins)

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({"Origin": "https://login.example.com"}, 401),
            ({"Origin": "https://example.org"}, 401),
            ({"Origin": "https://id.example.net:8443"}, 401),
            ({"Origin": "http://example.org"}, 403),
            ({"Origin": "https://id.example.net"}, 403),
            ({"Origin": "https://evil.example.org"}, 403),
            ({"Origin": "https://example.org", "Sec-Fetch-Site": "cross-site"}, 403),
        ],
    )
    def test_origins_of_passkeys_count_where_the_browser_tells_no_site_r72(
        self, person: Person, headers: dict[str, str], status: int
    ) -> None:
        body = {"email": person.email, "password": "not the password"}
        assert person.post("login", body, headers=headers).status_code == status
