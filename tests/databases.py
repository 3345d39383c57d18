"""Databases for tests: a copy of a template for each on SQLite, an emptied one on PostgreSQL."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from tests import kept_connections
from tests.kept_connections import Place
from tests.services import Postgres

CHAINED = "_chained"
_numbers = count(2)
_FIRST_OF_OURS = 16384  # what has a lower number came with the server
# A change of the schema writes a row of one of these, or removes one.
_SCHEMA = " UNION ALL ".join(
    f"SELECT hashtextextended(concat_ws(':', {key}, xmin), 0) AS entry FROM {rows}"
    for rows, key in {
        f"pg_class WHERE oid >= {_FIRST_OF_OURS}": "oid",
        f"pg_attribute WHERE attrelid >= {_FIRST_OF_OURS}": "attrelid, attnum",
        f"pg_constraint WHERE oid >= {_FIRST_OF_OURS}": "oid",
        "pg_db_role_setting": "setdatabase, setrole",
        "pg_namespace": "oid",
        "pg_policy": "oid",
        f"pg_proc WHERE oid >= {_FIRST_OF_OURS}": "oid",
        f"pg_rewrite WHERE oid >= {_FIRST_OF_OURS}": "oid",
        "pg_trigger": "oid",
    }.items()
)
# A sum needs no order: to sort thousands of rows takes most of the time.
_FINGERPRINT = sql.SQL(f"SELECT sum(entry) FROM ({_SCHEMA}) AS it")
_END_OTHERS = sql.SQL(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)


class Changed(Exception):
    """A test left more behind than rows."""


@dataclass
class Backend:
    """A place for databases: a migrated template that each test gets a copy of, and one whose
    history has a chain, sealed under the keys of `make_settings`."""

    name: str
    template: str
    redis_url: str | None = None
    server: Postgres | None = None
    _emptied: dict[str, "Emptied"] = field(default_factory=dict)

    def fresh_database(self, folder: Path, *, chained: bool = False) -> str:
        """Return the address of an empty, migrated database: one for any keys, whose history has
        no chain, or a `chained` one."""
        template = f"{self.template}{CHAINED}" if chained else self.template
        if self.server is None:
            copy = folder / "test.db"
            shutil.copy(template, copy)
            return f"sqlite:///{copy}"
        self._counts.flushall()  # the outer limits of an earlier test count no longer
        if template not in self._emptied:
            self._emptied[template] = Emptied(self.server, template)
        return self._emptied[template].lend()

    def close(self) -> None:
        """Close every connection to the databases."""
        for each in self._emptied.values():
            each.close()

    @cached_property
    def _counts(self) -> redis.Redis:
        return redis.from_url(str(self.redis_url).removeprefix("redis+"))


_lent: list[tuple["Emptied", str]] = []


@contextmanager
def lending() -> Iterator[None]:
    """Take back, at the end of the block, what was lent in it."""
    before = len(_lent)
    yield
    for databases, name in _lent[before:]:
        databases.free.append(name)
    del _lent[before:]


def leave(url: str) -> None:
    """Close what the tests keep connected to a database that they were lent."""
    for databases, name in _lent:
        if databases.server.url(name) == url:
            databases.leave(name)


class Emptied:
    """Databases made from one template. To empty one takes a tenth of the time of making one."""

    def __init__(self, server: Postgres, template: str) -> None:
        self.server, self.template = server, template
        self.free: list[str] = []
        self._fingerprints: dict[str, str] = {}
        self._emptying: dict[str, psycopg.Connection] = {}
        with psycopg.connect(server.url(template)) as connection:
            self._restore = _restore(connection)

    def lend(self) -> str:
        """Return the address of a database that equals the template."""
        name = self.free.pop() if self.free else self._make()
        try:
            self._empty(name)
        except (Changed, psycopg.Error):
            self._drop(name)
            name = self._make()
        _lent.append((self, name))
        return self.server.url(name)

    def leave(self, name: str) -> None:
        """Close what is kept connected to a database; it is lent no second time."""
        kept_connections.let_go(self._place(name))
        if name in self._emptying:
            self._emptying.pop(name).close()

    def close(self) -> None:
        """Leave every database."""
        for name in [*self._emptying]:
            self.leave(name)

    def _make(self) -> str:
        name = f"test_{next(_numbers)}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        connection = psycopg.connect(self.server.url(name), autocommit=True)
        self._emptying[name] = connection
        self._fingerprints[name] = _fingerprint(connection)
        kept_connections.keep(self._place(name))
        return name

    def _drop(self, name: str) -> None:
        self.leave(name)
        self._tell(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self.server.url(), autocommit=True) as connection:
            connection.execute(statement)

    def _empty(self, name: str) -> None:
        if name not in self._emptying:
            raise Changed(name)
        connection = self._emptying[name]
        _be_alone(connection, resting=kept_connections.resting(self._place(name)))
        if _fingerprint(connection) != self._fingerprints[name]:
            raise Changed(name)
        with connection.transaction():
            connection.execute(self._restore)

    def _place(self, name: str) -> Place:
        return Place(str(self.server.folder), name)


def _be_alone(connection: psycopg.Connection, *, resting: list[int]) -> None:
    """End what an earlier test left connected, but for what rests, before it writes once more."""
    for _ in range(1000):
        if not connection.execute(_END_OTHERS, [resting]).fetchall():
            return
        time.sleep(0.002)
    raise Changed("somebody stays connected")


def _fingerprint(connection: psycopg.Connection) -> str:
    [found] = connection.execute(_FINGERPRINT).fetchone() or [""]
    return str(found)


def _restore(connection: psycopg.Connection) -> sql.Composed:
    """Return what gives every table the rows that it has now; the triggers of the history, which
    refuse that, are not asked."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    steps: list[sql.Composable] = [sql.SQL("SET LOCAL session_replication_role = replica")]
    for [table] in tables.fetchall():
        name = sql.Identifier(table)
        steps.append(sql.SQL("DELETE FROM {}").format(name))
        kept = connection.execute(sql.SQL("SELECT it::text FROM {} AS it").format(name))
        steps += [
            sql.SQL("INSERT INTO {0} SELECT ({1}::{0}).*").format(name, sql.Literal(row))
            for [row] in kept.fetchall()
        ]
    return sql.SQL("; ").join(steps)
