"""Promise: the wheel alone makes an administrator's server; its data outlive a reinstall and an
upgrade, and lie where no reinstall deletes them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.db.migrations import newest_migration
from tests.commands import run_flask
from tests.deployment.installed import Installed, InstalledServer
from tests.flows.test_walkthrough import walk
from tests.person import PASSWORD

_CREATE = ("users", "create", "--email", "ann@example.com", "--role", "admin", "--password-stdin")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"))


@pytest.fixture
def fresh(installed: Installed, tmp_path: Path) -> Installed:
    """The environment, with a home where nothing ran yet."""
    installed.home = tmp_path
    installed.state = tmp_path / ".local" / "state" / "second-lock"
    return installed


def test_the_walkthrough_runs_against_the_wheel(fresh: Installed, tmp_path: Path) -> None:
    with InstalledServer(fresh) as server:
        walk(server.url, server.mail, tmp_path)
    made = {each.name for each in (fresh.state / "instance").iterdir()}
    assert {"keys.env", "second-lock.db"} <= made
    assert {each.name for each in fresh.state.iterdir()} == {"instance", "mail"}


def test_it_has_every_command_of_flask(fresh: Installed, tmp_path: Path) -> None:
    def listed(text: str) -> set[str]:
        below = text.partition("Commands:\n")[2]
        return {
            line.split()[0]
            for line in below.splitlines()
            if line.startswith("  ") and line[2] != " "
        }

    environment = {"INSTANCE_DIR": str(tmp_path / "other"), "PATH": ""}
    flask = listed(run_flask(("--help",), environment).stdout) - {"routes", "run", "shell"}
    ours = fresh.run("--help")
    assert {"serve", "users", "db", "keys"} <= flask == listed(ours.stdout)
    assert fresh.run("--version").stdout.startswith("second-lock, version ")


def test_what_it_says_names_the_command_that_is_there(fresh: Installed) -> None:
    helped = fresh.run("users", "create", "--help").stdout
    assert "  second-lock users create --email you@example.com" in helped
    refused = fresh.run("users", "list", PUBLIC_URL="https://login.example.com")
    assert refused.stderr.endswith(
        "SECRET_KEY is missing: `second-lock keys generate` makes one.\n"
    )
    old = fresh.run("users", "list")
    assert old.stderr.endswith("is not up to date. Run `second-lock db upgrade`.\n")


def test_no_module_of_the_working_folder_takes_its_place(fresh: Installed, tmp_path: Path) -> None:
    for name in ("wsgi", "app", "psycopg", "alembic", "release"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('another program')\n")
    with InstalledServer(fresh, FLASK_APP="wsgi") as server:
        assert server.cwd == tmp_path


def test_relative_paths_start_in_the_folder_of_the_state(fresh: Installed, tmp_path: Path) -> None:
    asked = {"DATABASE_URL": "sqlite:///own.db"}
    assert fresh.run("db", "upgrade", **asked).returncode == 0
    assert (fresh.state / "own.db").exists()
    for name, value, place in (
        ("XDG_STATE_HOME", str(tmp_path / "state"), tmp_path / "state" / "second-lock"),
        ("WORKING_DIR", str(tmp_path / "work"), tmp_path / "work"),
    ):
        place.mkdir(parents=True)
        assert fresh.run("db", "upgrade", **asked, **{name: value}).returncode == 0
        assert {each.name for each in place.iterdir()} == {"own.db", "instance"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INSTANCE_DIR", "{environment}"),
        ("INSTANCE_DIR", "{site}/data"),
        ("DATABASE_URL", "sqlite:///{site}/a.db"),
        ("MAIL_URL", "file:{site}/second_lock/program/mail"),
        ("WORKING_DIR", "{site}"),
    ],
)
def test_no_data_lie_where_a_reinstall_deletes_them(
    fresh: Installed, name: str, value: str
) -> None:
    [site] = fresh.environment.glob("lib/python*/site-packages")
    before = set(site.iterdir())
    given = value.format(site=site, environment=fresh.environment)
    done = fresh.run("users", "list", **{name: given})
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert "which a reinstall deletes" in line
    assert set(site.iterdir()) == before


def test_a_reinstall_keeps_accounts_and_keys(tmp_path: Path) -> None:
    own = Installed(tmp_path)
    assert own.run("db", "upgrade").returncode == 0
    assert own.run(*_CREATE, typed=PASSWORD).returncode == 0
    keys = (own.state / "instance" / "keys.env").read_bytes()
    own.reinstall()
    assert (own.state / "instance" / "keys.env").read_bytes() == keys
    shown = json.loads(own.run("users", "show", "ann@example.com", "--json").stdout)
    assert shown["role"] == "admin"
    assert own.run("audit", "verify").returncode == 0


def test_a_database_of_an_older_version_is_upgraded_and_goes_back(fresh: Installed) -> None:
    """`serve --upgrade` on data, and `db downgrade` before the way back to an older wheel."""
    assert fresh.run("db", "upgrade").returncode == 0
    assert fresh.run(*_CREATE, typed=PASSWORD).returncode == 0
    older = f"{int(newest_migration()) - 1:04}"
    for turn in range(2):
        back = fresh.run("db", "downgrade", older)
        assert back.returncode == 0, back.stderr
        assert _version_of(fresh) == older
        with InstalledServer(fresh) as server:
            signed = server.log_in("ann@example.com", PASSWORD)
        assert signed == 200, turn
        assert _version_of(fresh) == newest_migration()


def _version_of(installed: Installed) -> str:
    with closing(sqlite3.connect(installed.state / "instance" / "second-lock.db")) as connection:
        [(found,)] = connection.execute("SELECT version_num FROM alembic_version")
    return str(found)
