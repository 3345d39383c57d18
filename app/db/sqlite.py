"""SQLite as a web application needs it: a file of one's own, WAL, durable commits, foreign keys,
BEGIN of our own."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.core import private_files

# FULL: an answered "session ended" must survive a power cut. secure_delete: an ended secret
# leaves the file too.
_PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=10000",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def tune(engine: Engine, *, begins: bool) -> None:
    """Make every connection of a SQLite engine durable; one that `begins` transactions chooses its
    own BEGIN."""
    if engine.dialect.name != "sqlite":
        return
    keep_private(engine)
    event.listen(engine, "connect", _set_pragmas)
    if begins:
        event.listen(engine, "begin", _begin)


def keep_private(engine: Engine) -> None:
    """Let the file that an engine makes be its owner's alone; SQLite gives the files beside it
    (`-wal`, `-shm`, `-journal`) the same mode."""
    event.listen(engine, "do_connect", _make_file)


def _make_file(_dialect: Any, _record: Any, given: Any, _options: Any) -> None:
    file = Path(given[0])
    if given[0] != ":memory:" and not file.exists():
        with suppress(OSError):  # SQLite says what is wrong
            private_files.make_empty(file)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not send a BEGIN of its own
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
