"""Promise: the page answers at its own addresses alone, a path has one spelling, and whatever else
is asked for is a clear 404 that nobody stores."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest
from flask import Flask

from app.web.pages.spa import FILES, PAGES
from tests.client import Answer, Client
from tests.conftest import Backend
from tests.live import ROOT

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
UNKNOWN = (
    "/.env", "/.well-known/none", "/.git/config", "/none", "/login/", "/LOGIN", "/login;a",
    "/./login", "/assets", "/assets/", "/assets/none.js", "/assets/../icon.svg", "/assets/./x.js",
    "/assets//x.js", "/assets/x.js.br", "/index.html", "/explorer", "/explorer/", "/explorer/none",
    "/frontend/explorer", "/icon.svg/", "/icon.svg.gz", "/ICON.SVG", "/favicon", "/metrics/",
    "/healthz/", "/Readyz", "/wp-login.php", "/b%00", "/a%0ab", "/%c3%a9", "/" + "b" * 5000,
    "/" + "a/" * 3000, "/admin/", "/admin/none", "/admin/people/", "/admin/people/a/b",
)  # fmt: skip
TWISTED = (
    "//api/{}", "///api/{}", "/%2fapi/{}", "/api//{}", "/api;x/{}", "/api/;x/{}", "/./api/{}",
    "/api/./{}", "/x/../api/{}", "/api/../api/{}", "/API/{}", "/Api/{}", "/%41pi/{}", "/api%5c{}",
    "/\\api/{}", "/api\\{}", "/%2561pi/{}", "/api%252f{}", "/%2e/api/{}", "/api/{}/", "/api/{}%00",
    "/api%00/{}", "/api/{}%20", "/%20/api/{}", "/api/{};x", "/api/{}%3fa", "/%ef%bc%8fapi/{}",
)  # fmt: skip


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: no address is looked up in it."""
    return sqlite_backend


@pytest.fixture(autouse=True)
def bundle(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    for name in ("assets", "explorer"):
        (folder / name).mkdir(parents=True)
        (folder / name / "x.js").write_text("1")
        (folder / name / "x.js.br").write_text("1")
    (folder / "index.html").write_text("<!doctype html><title>Page</title>")
    for path in FILES:
        (folder / path[1:]).write_text("file")
    app.config["BUNDLE"] = folder


def ask(app: Flask, path: str, method: str = "GET", **more: Any) -> Answer:
    """Ask for a path as a server hands it on; a test client would read `//` as a host."""
    found = {"PATH_INFO": unquote_to_bytes(path).decode("latin-1")}
    return Client(app).open("/", method=method, environ_overrides=found, **more)


def test_the_server_and_the_page_know_the_same_addresses() -> None:
    source = ROOT / "frontend" / "src"
    router, places = (source / "routes.tsx").read_text(), (source / "admin/places.ts").read_text()
    routes = re.findall(r'<Route path="([^"]+)"', router)
    assert routes.pop() == "/admin/:place*"
    of_admins = re.findall(r"path: '(/admin[^']*)'", places)
    assert [path.replace(":id", "<id>") for path in routes + of_admins] == list(PAGES)
    assert "<Route default component={NotFoundPage}" in router


def test_the_server_and_the_bundle_know_the_same_files() -> None:
    public = {f"/{file.name}" for file in (ROOT / "frontend" / "public").iterdir()}
    assert public == set(FILES)


def test_the_page_answers_at_each_of_its_addresses(app: Flask) -> None:
    client = Client(app)
    for path in (page.replace("<id>", "x_1-y") for page in PAGES):
        answer = client.get(path)
        assert (answer.status_code, "Page" in answer.text) == (200, True), path
        assert client.head(path).status_code == 200
        assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", [*FILES, "/assets/x.js", "/explorer/x.js"])
def test_a_file_answers_at_its_address_and_is_only_read(app: Flask, path: str) -> None:
    client = Client(app)
    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", UNKNOWN, ids=lambda path: path[:20])
def test_an_unknown_address_is_404_by_every_method(app: Flask, path: str) -> None:
    is_in_a_folder = path.startswith(("/assets/", "/explorer/")) and not path.endswith("r/")
    for method in ("GET", "HEAD") if is_in_a_folder else METHODS:
        answer = ask(app, path, method)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store"), method
        if method != "HEAD":
            assert answer.json["code"] == "not_found"


@pytest.mark.parametrize("path", ["/none", "/login/", "//login", "/a%00b"])
def test_a_browser_gets_the_page_with_the_status(app: Flask, path: str) -> None:
    answer = ask(app, path, headers=HTML)
    assert (answer.status_code, "Page" in answer.text) == (404, True)
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


def test_a_browser_gets_json_from_the_api_and_where_no_page_is_built(app: Flask) -> None:
    client = Client(app)
    assert client.get("/api/none", headers=HTML).json["code"] == "not_found"
    app.config["BUNDLE"] = app.config["BUNDLE"] / "none"
    assert client.get("/none", headers=HTML).json["code"] == "not_found"
    assert client.get("/login", headers=HTML).status_code == 503


@pytest.mark.parametrize("twist", TWISTED)
def test_another_spelling_of_a_call_reaches_no_call_and_is_not_stored(
    app: Flask, twist: str
) -> None:
    for call in ("auth/me", "openapi.json", "authz/auth-request", "docs"):
        for headers in ({}, HTML):
            answer = ask(app, twist.format(call), headers=headers)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store"), call
    answer = ask(app, twist.format("auth/logout"), "POST", json={})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


@pytest.mark.parametrize("path", ["/%61pi/auth/me", "/api%2fauth%2fme", "/api/%61uth/me"])
def test_an_encoded_letter_is_the_letter_for_every_layer(app: Flask, path: str) -> None:
    answer = ask(app, path)
    assert (answer.status_code, answer.json["code"]) == (401, "not_signed_in")
    assert answer.headers.getlist("Cache-Control") == ["no-store"]


def test_a_path_without_its_slash_reaches_nothing(app: Flask) -> None:
    for path in ("api/auth/me", "*"):
        assert ask(app, path).status_code in {400, 404}  # the server may refuse it first


def test_r76_every_answer_below_api_is_not_stored(app: Flask) -> None:
    for path in ("/api", "/api/", "/api/none"):
        answer = Client(app).get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
