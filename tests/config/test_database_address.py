"""Promise: DATABASE_URL and INSTANCE_DIR mean what they say, whatever signs are in them."""

import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import ConfigError
from app.config.database_settings import anchored_url, database_url
from app.config.root import ROOT
from app.db.opening import open_engine
from app.extensions import db
from tests.clock import FrozenClock
from tests.conftest import make_settings, migrate
from tests.person import Person

ODD = ["why?", "100%", "a%20b", "a b#c", "ü&?x=1"]


@pytest.mark.parametrize("name", ODD)
def test_the_database_lies_in_the_instance_folder_for_its_owner_alone(
    tmp_path: Path, clock: FrozenClock, name: str
) -> None:
    folder = tmp_path / name
    settings = make_settings(instance_dir=folder, mail_url=f"file:{tmp_path / 'mail'}")
    migrate(settings)
    app = create_app(settings, clock)
    Person(app, clock).register()
    close(app)
    file = folder / "second-lock.db"
    assert {each.name for each in tmp_path.iterdir()} == {name, "mail"}
    assert file.stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (1,)


def close(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def test_a_relative_file_lies_in_the_projects_folder() -> None:
    address = anchored_url(database_url("sqlite:///data/a%3Fb.db"), ROOT)
    assert open_engine(str(address)).url.database == str(ROOT / "data" / "a?b.db")


def hosts_of(value: str) -> tuple[object, object]:
    """The hosts and ports that the driver gets."""
    engine = open_engine(str(database_url(value)))
    _, options = engine.dialect.create_connect_args(engine.url)
    return options.get("host"), options.get("port")


@pytest.mark.parametrize(
    ("hosts", "names", "ports"),
    [
        ("a.example.com:5433,b.example.com", "a.example.com,b.example.com", "5433,5432"),
        ("u:p%40ss@a,b,c", "a,b,c", "5432,5432,5432"),
        ("u:pa,ss@a:1,b:2", "a,b", "1,2"),
        ("[::1]:5433,[fe80::2]", "::1,fe80::2", "5433,5432"),
    ],
)
def test_several_hosts_are_read_as_libpq_reads_them(hosts: str, names: str, ports: str) -> None:
    for end in ("/second_lock", "", "/x?target_session_attrs=read-write"):
        assert hosts_of(f"postgres://{hosts}{end}") == (names, ports)


@pytest.mark.parametrize("url", ["postgresql://u:pa,ss@a/x", "postgresql:///x?host=/a,/b"])
def test_a_comma_elsewhere_is_no_second_host(url: str) -> None:
    assert database_url(url) == url


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://a:1,b:x/d", "hosts and ports"),
        ("postgresql://a:0,b/d", "hosts and ports"),
        ("postgresql://[::1,b/d", "hosts and ports"),
        ("postgresql://u:pa/ss@a/d", "percent-encode"),
        ("sqlite:////data/why?/a.db", "%3F"),
        ("sqlite:////data/a.db?mode=ro", "without options"),
        ("mysql://a/d", "begins with sqlite:/// or postgresql://"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_true_line(url: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as refused:
        database_url(url)
    assert "\n" not in str(refused.value)
