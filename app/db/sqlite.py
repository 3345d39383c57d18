"""SQLite engines: a private file, WAL, durable commits, foreign keys.

The application sends BEGIN itself, so that a writer can begin IMMEDIATE.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.core import private_files

# FULL: an answered "session ended" must survive a power cut. secure_delete: SQLite overwrites a
# deleted secret in the file.
_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=10000",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


# The database files that this process has made.
made_files: set[str] = set()


def tune(engine: Engine, *, begins: bool) -> None:
    """Set up the connections of an engine if it is SQLite's.

    With `begins`, each transaction starts with its own BEGIN (`sqlite_begin`, else DEFERRED).
    """
    if engine.dialect.name != "sqlite":
        return
    keep_private(engine)
    event.listen(engine, "connect", _set_pragmas)
    if begins:
        event.listen(engine, "begin", _begin)


def keep_private(engine: Engine) -> None:
    """Make the database file readable and writable by its owner alone.

    SQLite gives the files beside it (`-wal`, `-shm`, `-journal`) the same mode.
    """
    event.listen(engine, "do_connect", _make_file)


def _make_file(_dialect: Any, _record: Any, given: Any, _options: Any) -> None:
    file = Path(given[0])
    if given[0] != ":memory:" and not file.exists():
        with suppress(OSError):  # SQLite reports the error when it opens the file
            private_files.make_empty(file)
            made_files.add(given[0])


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not send a BEGIN of its own
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
