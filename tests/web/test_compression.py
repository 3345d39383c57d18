"""Promise: a file comes in the compression that the client likes best, and in none that it
refuses (RFC 9110 12.5.3)."""

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask

from tests.client import Client
from tests.conftest import Backend

_FILES = ("/icon.svg", "/assets/x.js")
_HTML = {"Accept": "text/html"}


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: no file is looked up in it."""
    return sqlite_backend


@pytest.fixture
def client(app: Flask, tmp_path: Path) -> Client:
    (tmp_path / "assets").mkdir()
    for name in ("index.html", "icon.svg", "assets/x.js"):
        for ending, content in {"": "plain", ".br": "br", ".gz": "gzip"}.items():
            (tmp_path / f"{name}{ending}").write_text(content)
    app.config["BUNDLE"] = tmp_path
    return Client(app)


@pytest.mark.parametrize(
    ("accepted", "served"),
    [
        ("", "plain"),
        ("br", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("*", "br"),
        ("br;q=0", "plain"),
        ("br;q=0, gzip;q=0.000", "plain"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br;q=0.1", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "gzip"),
        ("*;q=0", "plain"),
        ("br, *;q=0", "br"),
        ("identity, br;q=0.5", "plain"),
        ("identity;q=0.5, br;q=0.5", "br"),
        ("br;q=2", "plain"),
        ("deflate, zstd", "plain"),
        ("brotli", "plain"),
    ],
)
def test_a_file_comes_as_the_client_likes_it(client: Client, accepted: str, served: str) -> None:
    for path in _FILES:
        answer = client.get(path, headers={"Accept-Encoding": accepted})
        assert answer.text == served, path
        encoding = None if served == "plain" else served
        assert answer.headers.get("Content-Encoding") == encoding, path
        assert "Accept-Encoding" in answer.headers["Vary"], path


@pytest.mark.parametrize("path", ["/", "/none"])
@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("", False),
        ("br", False),
        ("gzip, deflate, br, zstd", True),
        ("gzip;q=0.5, identity", False),
        ("gzip, identity", True),
        ("*", True),
        ("*;q=0", False),
    ],
)
def test_the_page_is_packed_as_it_is_filled(
    client: Client, path: str, accepted: str, is_packed: bool
) -> None:
    answer = client.get(path, headers={"Accept-Encoding": accepted, **_HTML})
    assert (answer.headers.get("Content-Encoding") == "gzip") is is_packed
    assert (gzip.decompress(answer.data) if is_packed else answer.data) == b"plain"
    assert "Accept-Encoding" in answer.headers["Vary"]


@pytest.mark.parametrize(("accepted", "is_packed"), [("", False), ("gzip, br", True)])
def test_the_openapi_document_is_packed(client: Client, accepted: str, is_packed: bool) -> None:
    answer = client.get("/api/openapi.json", headers={"Accept-Encoding": accepted})
    assert (answer.headers.get("Content-Encoding") == "gzip") is is_packed
    assert "Accept-Encoding" in answer.headers["Vary"]
    text = gzip.decompress(answer.data) if is_packed else answer.data
    assert json.loads(text)["openapi"].startswith("3.1")
    assert (len(answer.data) < 60_000) is is_packed


def test_a_client_that_refuses_html_gets_json_at_an_unknown_address(client: Client) -> None:
    for accepted in ("text/html;q=0", "text/html;q=0, */*", "application/json, text/html;q=0.0"):
        answer = client.get("/none", headers={"Accept": accepted})
        assert (answer.status_code, answer.json["code"]) == (404, "not_found"), accepted
    assert client.get("/none", headers={"Accept": "text/html;q=0.1"}).text == "plain"
