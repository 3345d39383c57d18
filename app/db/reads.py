"""Reads that nearly every request makes: one statement each, outside of any transaction."""

from typing import Any

from sqlalchemy import Engine, Row, Select, event
from sqlalchemy.exc import DBAPIError

from app.extensions import db

READS = "reads"
# AUTOCOMMIT spares PostgreSQL a BEGIN and a ROLLBACK for each read. A connection that began nothing
# needs no reset when it goes back to the pool.
READ_OPTIONS = {
    "isolation_level": "AUTOCOMMIT",
    "pool_reset_on_return": None,
    "pool_size": 8,
    "max_overflow": 24,
}


def find_row(statement: Select[Any], **values: Any) -> Row[Any] | None:
    """Return the one row of a statement, or None; `values` are its `bindparam`s.

    A connection that died in the pool is replaced once.
    """
    engine = db.engines[READS]
    try:
        return _read(engine, statement, values)
    except DBAPIError as lost:
        if not lost.connection_invalidated:
            raise
    return _read(engine, statement, values)


def close_with(engine: Engine, reads: Engine) -> None:
    """Close the connections of `reads` whenever those of `engine` are closed, as before a fork."""
    event.listen(engine, "engine_disposed", lambda _: reads.dispose())


def _read(engine: Engine, statement: Select[Any], values: dict[str, Any]) -> Row[Any] | None:
    with engine.connect() as connection:
        return connection.execute(statement, values).one_or_none()
