"""Promise: the SQL, the commands and the addresses of `docs/postgresql.md` work as they stand."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import trustme
from sqlalchemy.engine import make_url

from app.config import ROOT
from app.config.database_settings import database_url
from tests.commands import run_flask
from tests.person import PASSWORD
from tests.ports import free_port
from tests.services import Postgres

PAGE = (ROOT / "docs" / "postgresql.md").read_text("utf-8")
OWNER, ROLE = "second_lock_owner", "second_lock"
CREATE = ("users", "create", "--email", "you@example.com", "--password", PASSWORD)


def blocks(kind: str, title: str) -> list[str]:
    """The blocks of a kind below a heading, or below a paragraph that begins in bold."""
    section = PAGE.partition(title)[2].partition("\n## ")[0].partition("\n**")[0]
    return re.findall(rf"```{kind}\n(.*?)```", section, re.DOTALL)


class Place:
    """A server, and the folder of an instance, in place of those that the page names."""

    def __init__(self, server: Postgres, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "INSTANCE_DIR": str(folder / "instance"),
            "MAIL_URL": f"file:{folder / 'mail'}",
            "BCRYPT_ROUNDS": "10",
        }

    def here(self, text: str) -> str:
        for there, here in {
            "db.example.com:5433": f"localhost:{self.server.port}",
            "db.example.com": f"localhost:{self.server.port}",
            "a.example.com:5432": "127.0.0.1:1",
            "b.example.com:5432": f"127.0.0.1:{self.server.port}",
            "/var/run/postgresql": f"{self.server.folder}&port={self.server.port}",
            "/etc/ssl/": f"{self.folder}/",
            "/var/lib/second-lock/": f"{self.folder}/",
        }.items():
            text = text.replace(there, here)
        return text

    def sql(self, block: str, *, name: str = "postgres", role: str = "postgres") -> None:
        statements = [each for each in block.split(";\n") if each]
        self.server.tell(*statements, name=name, role=role)

    def sh(self, block: str) -> str:
        """Run the commands of a block; a setting before a command is its own."""
        out = ""
        for line in self.here(block).splitlines():
            words = shlex.split(line)
            own = [word.split("=", 1) for word in words[: words.index("flask")]]
            out += self.flask(*words[words.index("flask") + 1 :], **dict(own))
        return out

    def flask(self, *arguments: str, **more: str) -> str:
        ended = run_flask(arguments, {**self.environ, **more})
        assert ended.returncode == 0, (arguments, ended.stdout, ended.stderr)
        return ended.stdout

    def make(self) -> None:
        """Follow the page's first block."""
        self.sql(blocks("sql", "## Two roles")[0])
        self.server.ask_for_password(OWNER, ROLE)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with Postgres(port=free_port()) as server:
        yield Place(server, tmp_path)


def test_two_roles_migrate_and_run(place: Place) -> None:
    place.make()
    _, rights, fewer = blocks("sql", "## Two roles")
    upgrade, run = blocks("sh", "## Two roles")
    place.sql(rights, name="second_lock", role=OWNER)
    place.sh(upgrade)
    place.sql(fewer, name="second_lock", role=OWNER)
    place.sh(run)
    place.environ["DATABASE_URL"] = place.here(run.split()[0].partition("=")[2])
    place.flask(*CREATE)
    place.flask("audit", "verify")
    [pooled] = blocks("sql", "**PgBouncer** may stand")
    place.sql(pooled)
    with psycopg.connect(place.here(place.environ["DATABASE_URL"])) as connection:
        assert connection.execute("SHOW jit").fetchall() == [("off",)]
    for statement in (
        "DROP TRIGGER audit_events_no_change ON audit_events",
        "DELETE FROM audit_events",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            place.server.tell(statement, name="second_lock", role=ROLE)


def test_the_index_of_searches_is_made_later(place: Place) -> None:
    place.make()
    place.sh(blocks("sh", "## Two roles")[0])
    place.server.tell("DROP EXTENSION pg_trgm CASCADE", name="second_lock")
    [later] = blocks("sql", "**Searches among many people.**")
    place.sql(later, name="second_lock")
    found = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_users_searched'"
    with psycopg.connect(place.server.url("second_lock")) as connection:
        [[made]] = connection.execute(found).fetchall()
    assert "gin_trgm_ops" in made


def test_each_address_leads_to_the_database(place: Place) -> None:
    place.make()
    authority = trustme.CA()
    place.server.offer_tls(authority)
    authority.cert_pem.write_to_path(str(place.folder / "db.pem"))
    addresses = re.findall(r"^\| .* \| `(postgresql://.*)` \|$", PAGE, re.MULTILINE)
    assert len(addresses) == 4
    for each in addresses:
        assert make_url(str(database_url(each))).database == "second_lock"
        ended = run_flask(("users", "list"), {**place.environ, "DATABASE_URL": place.here(each)})
        told = r"Error: The database postgresql://\S+ is not up to date. Run `flask db upgrade`.\n"
        assert re.fullmatch(told, ended.stderr)


def test_a_schema_of_its_own_holds_all_tables(place: Place) -> None:
    place.make()
    [schema] = blocks("sql", "**A schema of its own.**")
    place.sql(schema, name="second_lock")
    upgrade, run = blocks("sh", "## Two roles")
    place.sh(upgrade)
    place.environ["DATABASE_URL"] = place.here(run.split()[0].partition("=")[2])
    place.flask(*CREATE)
    place.flask("audit", "verify")
    tables = (
        "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename IN ('users', 'alembic_version')"
    )
    with psycopg.connect(place.server.url("second_lock")) as connection:
        assert connection.execute(tables).fetchall() == [("second_lock",)]


def test_everything_moves_from_sqlite_and_back(place: Place) -> None:
    place.make()
    place.flask("db", "upgrade")
    place.flask(*CREATE)
    place.sh(blocks("sh", "## Two roles")[0])
    there, back = blocks("sh", "## From SQLite, and back")
    assert "The history is whole there" in place.sh(there)
    [idle] = blocks("sql", "**Servers that close idle connections**")
    place.sql(idle)
    place.environ["DATABASE_URL"] = place.here(there.split()[-1])
    assert "you@example.com" in place.flask("users", "list")
    assert "The history is whole there" in place.sh(back)
    place.environ["DATABASE_URL"] = place.here(back.split()[-1])
    assert "you@example.com" in place.flask("users", "list")
    place.flask("audit", "verify")
