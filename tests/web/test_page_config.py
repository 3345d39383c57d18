"""Promise: what the page shows of the service is what its operator set."""

import gzip
import json
import re
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app import create_app
from app.config import Settings
from app.config.page_settings import Logo
from app.core.languages import languages
from app.extensions import db
from tests.client import Answer, Client
from tests.config.test_page_settings import SVG, png
from tests.conftest import Backend, settings_for

NAME = "Müller: <Wolke> & 'Co' </script>"
PAGE = '<title>{{appName}}</title><script id="config" type="application/json">{{config}}</script>'


@pytest.fixture
def backend(sqlite_backend: Backend) -> Backend:
    """One database: none is asked."""
    return sqlite_backend


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        app_name=NAME,
        logo=Logo(SVG, "image/svg+xml"),
        support="help@example.com",
        password_min_length=15,
        half_login_seconds=120,
        half_login_attempts=4,
        setup_seconds=700,
        verify_email_seconds=7200,
        reset_seconds=900,
        email_change_seconds=1800,
        trusted_device_seconds=604800,
    )


@pytest.fixture
def bundle(app: Flask, tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text(PAGE)
    app.config["BUNDLE"] = tmp_path
    return tmp_path


CONFIG = {
    "appName": NAME,
    "logo": "/logo",
    "registration": "open",
    "support": "help@example.com",
    "languages": list(languages()),
    "passwordMinLength": 15,
    "passkeys": True,
    "limits": {
        "halfLoginSeconds": 120,
        "halfLoginAttempts": 4,
        "setupSeconds": 700,
        "verifyEmailSeconds": 7200,
        "resetSeconds": 900,
        "emailChangeSeconds": 1800,
        "trustedDeviceSeconds": 604800,
        "recoveryWaitSeconds": 172_800,
        "backupCodes": 10,
    },
}


def plain(backend: Backend, folder: Path, **changes: Any) -> Settings:
    """Return the settings of an operator who sets little."""
    own = Path(mkdtemp(dir=folder))
    return settings_for(backend, own, **changes)


def test_it_tells_what_the_operator_set_and_asks_no_database(app: Flask) -> None:
    asked: list[str] = []
    with app.app_context():
        for engine in db.engines.values():
            event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    answer = Client(app).get("/api/config")
    assert (answer.status_code, answer.json) == (200, CONFIG)
    assert asked == []


def test_it_leaves_out_what_is_not_set(backend: Backend, tmp_path: Path) -> None:
    found = Client(create_app(plain(backend, tmp_path))).get("/api/config").json
    assert found["appName"] == "Second Lock"
    assert {"logo", "support"} & set(found) == set()


@pytest.mark.parametrize("path", ["/login", "/none"])
def test_the_page_holds_it_before_any_script_runs(app: Flask, bundle: Path, path: str) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip"}
    text = gzip.decompress(Client(app).get(path, headers=headers).data).decode()
    assert "<title>Müller: &lt;Wolke&gt; &amp; &#39;Co&#39; &lt;/script&gt;</title>" in text
    [data] = re.findall(r'<script id="config" type="application/json">(.*?)</script>', text)
    assert json.loads(data) == CONFIG
    assert text.count("</script>") == 1
    assert "{{" not in text


def test_another_name_is_another_page_for_the_browsers_cache(
    app: Flask, bundle: Path, backend: Backend, tmp_path: Path
) -> None:
    etag = Client(app).get("/login").headers["ETag"]
    assert Client(app).get("/login", headers={"If-None-Match": etag}).status_code == 304
    other = create_app(plain(backend, tmp_path, app_name="Other"))
    other.config["BUNDLE"] = bundle
    assert Client(other).get("/login", headers={"If-None-Match": etag}).status_code == 200


def ask_logo(app: Flask, **headers: str) -> Answer:
    return Client(app).get("/logo", headers=headers)


def test_the_logo_runs_nothing_and_is_asked_for_anew(app: Flask) -> None:
    answer = ask_logo(app)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, SVG, "image/svg+xml")
    assert answer.headers.get_all("Content-Security-Policy") == [
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    ]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = ask_logo(app, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert Client(app).post("/logo").status_code == 405


def test_a_png_has_its_own_type_and_without_a_logo_there_is_none(
    backend: Backend, tmp_path: Path
) -> None:
    picture = Logo(png(), "image/png")
    drawn = create_app(plain(backend, tmp_path, logo=picture))
    assert ask_logo(drawn).mimetype == "image/png"
    none = ask_logo(create_app(plain(backend, tmp_path)))
    assert (none.status_code, none.json["code"]) == (404, "not_found")
