"""Promise: `flask doctor` also names what is wrong around the product, and how to mend it."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.maintenance.test_doctor import ask

PUBLIC = {"public_url": "https://login.example.com", "mail_url": "smtp://mail.example.com"}


def told(app: Flask, name: str) -> tuple[str, str]:
    check = ask(app)[1][name]
    return check["state"], check["told"]


def make(backend: Backend, folder: Path, **changes: Any) -> Flask:
    return create_app(replace(settings_for(backend, folder), **changes), FrozenClock())


def test_a_page_that_was_not_built(app: Flask, tmp_path: Path) -> None:
    app.config["BUNDLE"] = tmp_path / "none"
    assert told(app, "page") == (
        "warning",
        "is not built: run `make build`, or use the API alone",
    )


def test_a_database_file_that_others_can_read(sqlite_backend: Backend, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    app = make(sqlite_backend, tmp_path)
    (tmp_path / "test.db").chmod(0o644)
    state, words = told(app, "files")
    assert state == "broken"
    assert words.endswith("test.db (644): chmod 600")
    (tmp_path / "test.db").chmod(0o600)
    assert told(app, "files")[0] == "ok"


@pytest.mark.parametrize(("hops", "state"), [(0, "warning"), (1, "ok")])
def test_a_proxy_whose_hops_are_not_counted(
    sqlite_backend: Backend, tmp_path: Path, hops: int, state: str
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=hops, **PUBLIC)
    assert told(app, "proxy")[0] == state


def test_hops_that_are_trusted_where_nobody_stands_in_front(
    sqlite_backend: Backend, tmp_path: Path
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=1)
    assert told(app, "proxy")[0] == "warning"


@pytest.mark.parametrize(
    ("url", "state"), [("http://login.example.com", "broken"), (PUBLIC["public_url"], "ok")]
)
def test_cookies_that_would_cross_the_network_in_clear(
    sqlite_backend: Backend, tmp_path: Path, url: str, state: str
) -> None:
    app = make(sqlite_backend, tmp_path, **(PUBLIC | {"public_url": url}))
    assert told(app, "cookies")[0] == state


@pytest.fixture(params=["Sat, 21 Nov 2026 12:00:45 GMT", "nonsense", ""])
def other_server(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """A web server that sends a certain Date."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            if request.param:
                self.send_header("Date", request.param)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", request.param
    server.shutdown()
    server.server_close()


def test_f06_another_servers_clock_is_asked_where_one_is_named(
    app: Flask, other_server: tuple[str, str]
) -> None:
    url, date = other_server
    result = app.test_cli_runner().invoke(args=["doctor", "--clock", url])
    [line] = [each for each in result.stdout.splitlines() if each.startswith("outer clock")]
    assert ("broken" in line) is ("2026" in date)
    assert ("did not tell the time" in line) is ("2026" not in date)


def test_a_clock_that_is_no_address_is_one_line(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["doctor", "--clock", "file:///etc/passwd"])
    assert result.exit_code == 2
    assert "must begin with http" in result.stderr
