"""Promise: whatever keeps PostgreSQL from being used is one true line at the start."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from flask import Flask

from app import create_app
from app.config import ConfigError, Settings
from app.config.database_settings import database_url
from app.extensions import db
from tests.clock import FrozenClock
from tests.commands import run_flask
from tests.conftest import make_settings, migrate
from tests.person import Person
from tests.ports import free_port
from tests.services import Postgres

_NAME = "told"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A server on TCP that asks the role `guarded` for a password."""
    with Postgres(port=free_port()) as found:
        found.tell(
            "CREATE ROLE guarded LOGIN PASSWORD 'right'",
            "CREATE ROLE german LOGIN SUPERUSER",
            "ALTER ROLE german SET DateStyle TO 'German, DMY'",
            "ALTER ROLE german SET client_encoding TO 'LATIN1'",
            f"CREATE DATABASE {_NAME}",
            "CREATE DATABASE old ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0",
        )
        found.ask_for_password("guarded")
        migrate(make_settings(database_url=found.url(_NAME)))
        yield found


def settings_of(folder: Path, url: str) -> Settings:
    found = database_url(url)
    return make_settings(database_url=found, instance_dir=folder, mail_url=f"file:{folder}/mail")


def refusal(folder: Path, url: str) -> str:
    """What a start says, which never holds a password."""
    with pytest.raises(ConfigError) as refused:
        create_app(settings_of(folder, url), FrozenClock())
    told = str(refused.value)
    assert "\n" not in told
    assert "secret-word" not in told
    return told


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://guarded:secret-word@{host}/told", "password authentication failed"),
        ("postgresql://guarded@{host}/told", "no password supplied"),
        ("postgresql://postgres@{host}/nowhere", 'database "nowhere" does not exist'),
        ("postgresql://nobody@{host}/told", 'role "nobody" does not exist'),
        ("postgresql://postgres:secret-word@127.0.0.1:1/told", "Connection refused"),
        ("postgresql:///told?host=/nowhere", "No such file or directory"),
        ("postgresql://postgres@no.invalid/told", "no.invalid"),
        ("postgresql://postgres@{host}/told?sslmode=require", "server does not support SSL"),
        ("postgresql://postgres@{host}/told?nosuch=1", 'invalid connection option "nosuch"'),
        ("postgresql://postgres@{host}/told?pgbouncer=true", 'connection option "pgbouncer"'),
        ("postgresql://postgres@{host}/told?sslmode=bogus", "invalid sslmode value"),
        ("postgresql://postgres@{host}/told?port=x", "port"),
        ("postgresql://postgres@127.0.0.1:1,127.0.0.1:2/told", "port 1 failed"),
        ("postgresql://postgres@127.0.0.1:1,127.0.0.1:2/told", "port 2 failed"),
        ("postgresql://postgres@{host}/old", "LATIN1: make one with ENCODING 'UTF8'"),
    ],
)
def test_a_start_says_in_one_line_what_is_wrong(
    server: Postgres, tmp_path: Path, url: str, says: str
) -> None:
    assert says in refusal(tmp_path, url.format(host=f"127.0.0.1:{server.port}"))


def test_a_certificate_that_is_not_trusted_is_told(server: Postgres, tmp_path: Path) -> None:
    authority, other = trustme.CA(), trustme.CA()
    server.offer_tls(authority)
    for issuer, name in ((authority, "mine"), (other, "other")):
        issuer.cert_pem.write_to_path(str(tmp_path / f"{name}.pem"))
    url = f"postgresql://postgres@localhost:{server.port}/{_NAME}?sslmode=verify-full&sslrootcert="
    assert "certificate verify failed" in refusal(tmp_path, f"{url}{tmp_path}/other.pem")
    assert "does not exist" in refusal(tmp_path, f"{url}{tmp_path}/none.pem")
    wrong_name = url.replace("localhost", "127.0.0.1")
    assert "does not match host name" in refusal(tmp_path, f"{wrong_name}{tmp_path}/mine.pem")
    works(tmp_path, f"{url}{tmp_path}/mine.pem")


def works(folder: Path, url: str) -> None:
    """Let somebody register, enrol and sign in."""
    clock = FrozenClock()
    app: Flask = create_app(settings_of(folder, url), clock)
    person = Person(app, clock, f"{folder.name}@example.com").register().sign_in().enable()
    assert person.other_browser().sign_in().is_signed_in()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("role", ["german", "postgres"])
def test_a_role_with_another_date_style_and_encoding_works(
    server: Postgres, tmp_path: Path, role: str
) -> None:
    works(tmp_path, f"postgresql://{role}@127.0.0.1:{server.port}/{_NAME}")


def test_several_hosts_work_where_the_first_one_is_down(server: Postgres, tmp_path: Path) -> None:
    works(tmp_path, f"postgres://postgres@127.0.0.1:1,127.0.0.1:{server.port}/{_NAME}")


def test_a_role_without_rights_is_told(server: Postgres, tmp_path: Path) -> None:
    server.tell("CREATE ROLE poor LOGIN", "CREATE DATABASE bare")
    poor = f"postgresql://poor@127.0.0.1:{server.port}"
    assert "permission denied for table data_keys" in refusal(tmp_path, f"{poor}/{_NAME}")
    environ = {"PATH": os.environ["PATH"], "INSTANCE_DIR": str(tmp_path / "instance")}
    ended = run_flask(("db", "upgrade"), {**environ, "DATABASE_URL": f"{poor}/bare"})
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1), ended.stderr
    assert "may not migrate: permission denied for schema public" in ended.stderr
