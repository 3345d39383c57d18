"""Promise: whatever the address, the page or a clear 404 answers, and never an error of ours."""

from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def bundle(app: Flask, tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Page</title>")
    app.config["BUNDLE"] = folder


@pytest.mark.parametrize(
    "path", ["b" * 256, "b" * 5000, "a/" * 3000, "a%00b", "%2e%2e/x", "é" * 200]
)
def test_r88_the_page_answers_at_any_address(app: Flask, path: str) -> None:
    answer = app.test_client().get(f"/{path}")
    assert (answer.status_code, "Page" in answer.text) == (200, True)


@pytest.mark.parametrize("name", ["b" * 256, "a/" * 3000, "..%2findex.html", "none.js"])
def test_r88_an_asset_that_cannot_be_is_404(app: Flask, name: str) -> None:
    answer = app.test_client().get(f"/assets/{name}")
    assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_r76_every_answer_below_api_is_not_stored(app: Flask) -> None:
    for path in ("/api", "/api/", "/api/none"):
        answer = app.test_client().get(path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")
