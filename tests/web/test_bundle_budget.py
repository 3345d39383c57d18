"""Promise: the page stays small, is served as built, and says what to do where it is not built."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.client import Client
from tests.live import ROOT

DIST = ROOT / "frontend" / "dist"
BUDGET = {"js": 32_000, "css": 6_000}


def _loaded_first(kind: str) -> set[Path]:
    """The files that every visitor loads: those of the page, and what they import at once."""
    html = (DIST / "index.html").read_text()
    names = re.findall(rf"/assets/([\w.-]+\.{kind})", html)
    found, waiting = set[Path](), [DIST / "assets" / name for name in names]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            at_once = re.findall(r'from"\./([\w.-]+\.js)"', file.read_text())
            waiting += [DIST / "assets" / name for name in at_once]
    return found


@pytest.mark.parametrize("kind", ["js", "css"])
def test_what_every_visitor_loads_keeps_its_budget(kind: str) -> None:
    files = _loaded_first(kind)
    assert files
    assert sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) <= BUDGET[kind]


def test_the_walk_over_the_bundle_follows_imports() -> None:
    assert len(_loaded_first("js")) > 1
    assert len(_loaded_first("js")) < len(list((DIST / "assets").glob("*.js")))


def test_the_page_runs_nothing_inline() -> None:
    html = (DIST / "index.html").read_text()
    data = '<script id="config" type="application/json">'
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", html) == [data]
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=", html) == []


def test_hashed_files_are_kept_for_a_year_and_the_page_is_asked_for_anew(app: Flask) -> None:
    client = Client(app)
    script = next((DIST / "assets").glob("*.js")).name
    answer = client.get(f"/assets/{script}", headers={"Accept-Encoding": "gzip, br"}, buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    for path in ("/", "/login", "/profile/two-factor"):
        page = client.get(path, buffered=True)
        assert page.headers["Cache-Control"] == "no-cache"
        again = client.get(path, headers={"If-None-Match": page.headers["ETag"]}, buffered=True)
        assert again.status_code == 304


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_files_go_out_as_they_were_compressed_when_built(app: Flask, encoding: str) -> None:
    script = next((DIST / "assets").glob("*.js"))
    twin = script.with_name(script.name + {"br": ".br", "gzip": ".gz"}[encoding])
    answer = Client(app).get(
        f"/assets/{script.name}", headers={"Accept-Encoding": encoding}, buffered=True
    )
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.data == twin.read_bytes()
    assert "Content-Disposition" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/assets/nothing.js", "/assets/../index.html", "/assets/..%2findex.html", "/assets/"]
)
def test_what_is_no_hashed_file_is_not_kept_for_a_year(app: Flask, path: str) -> None:
    answer = Client(app).get(path, buffered=True)
    assert "immutable" not in answer.headers.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/../pyproject.toml", "/..%2fpyproject.toml", "/index.html.br"])
def test_no_address_leads_out_of_the_bundle(app: Flask, path: str) -> None:
    answer = Client(app).get(path, buffered=True)
    assert answer.data == (DIST / "index.html").read_bytes() or answer.status_code == 404


def test_a_missing_bundle_is_said_with_the_command_that_mends_it(
    app: Flask, tmp_path: Path
) -> None:
    app.config["BUNDLE"] = tmp_path
    answer = Client(app).get("/login", buffered=True)
    assert answer.status_code == 503
    assert "make build" in answer.json["message"]
    assert answer.json["code"] == "unavailable"
