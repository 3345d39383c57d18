"""Promise: `flask doctor` also names what is wrong around the product, and how to mend it."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask

from app import create_app
from app.config import key_file_of, load_settings
from app.core.clock import SystemClock
from app.db.migrations import init_migrations
from app.extensions import db
from tests.clock import FrozenClock
from tests.config.test_start_refused import start
from tests.conftest import Backend, settings_for
from tests.maintenance.test_doctor import ask
from tests.person import Person

PUBLIC = {"public_url": "https://login.example.com", "mail_url": "smtp://mail.example.com"}


def found(app: Flask, name: str, *more: str) -> tuple[str, str]:
    """How a look judges, and what it says mends that."""
    check = ask(app, *more)[1][name]
    return check["state"], check["mend"]


def make(backend: Backend, folder: Path, **changes: Any) -> Flask:
    return create_app(replace(settings_for(backend, folder), **changes), FrozenClock())


@pytest.fixture
def app(sqlite_backend: Backend, tmp_path: Path) -> Flask:
    return make(sqlite_backend, tmp_path)


def test_a_page_that_was_not_built(app: Flask, tmp_path: Path) -> None:
    app.config["BUNDLE"] = tmp_path / "none"
    assert found(app, "page") == ("warning", "Run `make build`, or use the API alone.")


def test_redis_that_is_set_and_gone(sqlite_backend: Backend, tmp_path: Path) -> None:
    app = make(sqlite_backend, tmp_path, redis_url="redis://127.0.0.1:1/0")
    assert found(app, "redis") == ("warning", "Start it, or look at REDIS_URL.")


def test_a_database_file_that_others_can_read(sqlite_backend: Backend, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    app, file = make(sqlite_backend, tmp_path), tmp_path / "test.db"
    file.chmod(0o644)
    beside = [Path(f"{file}{ending}") for ending in ("-wal", "-shm")]  # what is newest is there
    listed = " ".join(str(each) for each in (file, *beside))
    assert found(app, "files") == ("broken", f"Close them: chmod 600 {listed}")
    for each in (file, *beside):
        each.chmod(0o600)
    assert found(app, "files")[0] == "ok"


def test_a_fresh_install_in_a_folder_made_by_hand_is_well(tmp_path: Path) -> None:
    """Nobody but us wrote anything there, under the umask that most people have."""
    tmp_path.chmod(0o755)
    environ = {"INSTANCE_DIR": str(tmp_path), "MAIL_URL": f"file:{tmp_path}"}
    before = os.umask(0o022)
    try:
        settings = load_settings(environ)
        app = create_app(settings, key_file=key_file_of(settings, environ))
        init_migrations(app)
        with app.app_context():
            flask_migrate.upgrade()
        Person(app, SystemClock()).register()  # type: ignore[arg-type]
        status, checks = ask(app)
        assert checks["files"]["state"] == "ok"
        assert (status, {each["state"] for each in checks.values()} - {"warning"}) == (0, {"ok"})
        mail = next(tmp_path.glob("*.eml"))
        mail.chmod(0o644)
        (tmp_path / "second-lock.db-wal").chmod(0o640)
        told = ask(app)[1]["files"]
    finally:
        os.umask(before)
    assert told["state"] == "broken"
    assert f"{mail} (644)" in told["told"]
    assert "second-lock.db-wal (640)" in told["told"]
    with app.app_context():
        db.engine.dispose()


def test_a_key_file_that_others_can_read(sqlite_backend: Backend, tmp_path: Path) -> None:
    environ, keys = {"INSTANCE_DIR": str(tmp_path)}, tmp_path / "keys.env"
    database = sqlite_backend.fresh_database(tmp_path)
    settings = replace(load_settings(environ), database_url=database)
    app = create_app(settings, key_file=key_file_of(settings, environ))
    tmp_path.chmod(0o755)
    keys.chmod(0o640)
    (tmp_path / "test.db").chmod(0o600)
    assert found(app, "files") == ("broken", f"Close them: chmod 600 {keys}")


@pytest.mark.parametrize(
    ("hops", "judged"),
    [
        (0, ("warning", "Set TRUSTED_PROXIES to how many proxies stand in front.")),
        (1, ("ok", "")),
    ],
)
def test_a_proxy_whose_hops_are_not_counted(
    sqlite_backend: Backend, tmp_path: Path, hops: int, judged: tuple[str, str]
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=hops, **PUBLIC)
    assert found(app, "proxy") == judged


def test_hops_that_are_trusted_where_nobody_stands_in_front(
    sqlite_backend: Backend, tmp_path: Path
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=1)
    assert found(app, "proxy") == ("warning", "Set TRUSTED_PROXIES=0.")


@pytest.mark.parametrize(
    ("chain", "state"),
    [("93.184.216.34", "warning"), ("93.184.216.34, 10.0.0.2", "ok"), (None, "warning")],
)
def test_sign_ins_that_all_come_from_a_proxy_show_that_its_hops_are_miscounted(
    sqlite_backend: Backend, tmp_path: Path, chain: str | None, state: str
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=2, **PUBLIC)
    for name in ("ann", "bob"):
        person = Person(app, FrozenClock(), f"{name}@example.com")
        create(person)
        sign_in_through_proxy(person, chain)
    judged, mend = found(app, "proxy")
    assert judged == state
    assert ("let each of them add to X-Forwarded-For" in mend) is (state == "warning")


@pytest.mark.parametrize(
    ("told", "state"),
    [("unknown", "warning"), ("_hidden", "warning"), ("[2001:db8::1]:80", "ok"), ("1.2.3.4", "ok")],
)
def test_a_proxy_that_tells_no_address(
    sqlite_backend: Backend, tmp_path: Path, told: str, state: str
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=1, **PUBLIC)
    person = Person(app, FrozenClock())
    create(person)
    sign_in_through_proxy(person, told)
    judged, mend = found(app, "proxy")
    assert judged == state
    assert ("the client's IP address into X-Forwarded-For" in mend) is (state == "warning")


def test_people_of_one_inner_network_look_like_no_proxy(
    sqlite_backend: Backend, tmp_path: Path
) -> None:
    app = make(sqlite_backend, tmp_path, trusted_proxies=1, **PUBLIC)
    for number, name in enumerate(("ann", "bob")):
        person = Person(app, FrozenClock(), f"{name}@example.com")
        create(person)
        sign_in_through_proxy(person, f"10.0.0.{number + 5}")
    assert found(app, "proxy") == ("ok", "")


def create(person: Person) -> None:
    arguments = ["users", "create", "--email", person.email, "--password-stdin"]
    made = person.app.test_cli_runner().invoke(args=arguments, input=f"{person.password}\n")
    assert made.exit_code == 0, made.output


def sign_in_through_proxy(person: Person, chain: str | None) -> None:
    headers = {"X-Forwarded-For": chain} if chain else {}
    body = {"email": person.email, "password": person.password}
    answer = person.post(
        "login", body, headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.2"}
    )
    assert answer.status_code == 200, answer.json


@pytest.mark.parametrize(
    ("url", "judged"),
    [
        (
            "http://login.example.com",
            ("broken", "Let a proxy speak https, and set PUBLIC_URL to https://…."),
        ),
        (PUBLIC["public_url"], ("ok", "")),
    ],
)
def test_cookies_that_would_cross_the_network_in_clear(
    sqlite_backend: Backend, tmp_path: Path, url: str, judged: tuple[str, str]
) -> None:
    app = make(sqlite_backend, tmp_path, **(PUBLIC | {"public_url": url}))
    assert found(app, "cookies") == judged


def test_keys_that_are_missing_stop_it_with_what_mends_them(tmp_path: Path) -> None:
    ended = start(tmp_path, "-m", "flask", "doctor", PUBLIC_URL="https://login.example.com")
    assert ended.returncode != 0
    assert ended.stdout == ""
    assert "SECRET_KEY is missing: `flask keys generate` makes one" in ended.stderr
    assert "Traceback" not in ended.stderr
