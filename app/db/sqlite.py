"""SQLite as a web application needs it: WAL, durable commits, foreign keys, BEGIN of our own."""

from typing import Any

from sqlalchemy import Connection, Engine, event

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
    event.listen(engine, "connect", _set_pragmas)
    if begins:
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not send a BEGIN of its own
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
