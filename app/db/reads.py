"""Reads of one statement, outside of any transaction.

Nearly every request makes one.
"""

from typing import Any

from sqlalchemy import Engine, Row, Select, event
from sqlalchemy.exc import DBAPIError

from app.extensions import db

READS = "reads"
# AUTOCOMMIT saves a BEGIN and a ROLLBACK for each read on PostgreSQL. Without a transaction the
# pool needs no reset when it takes the connection back.
READ_OPTIONS = {
    "isolation_level": "AUTOCOMMIT",
    "pool_reset_on_return": None,
    "pool_pre_ping": False,  # a lost connection is replaced by the second try
    "pool_size": 8,
    "max_overflow": 32,
}


def find_row(statement: Select[Any], **values: Any) -> Row[Any] | None:
    """Return the one row of a statement, or None.

    `values` are the `bindparam`s. If the pooled connection was lost, the read is retried once.
    """
    engine = db.engines[READS]
    try:
        return _read(engine, statement, values)
    except DBAPIError as lost:
        if not lost.connection_invalidated:
            raise
    return _read(engine, statement, values)


def close_with(engine: Engine, reads: Engine) -> None:
    """Dispose of `reads` whenever `engine` is disposed of, as before a fork."""
    event.listen(engine, "engine_disposed", lambda _: reads.dispose())


def _read(engine: Engine, statement: Select[Any], values: dict[str, Any]) -> Row[Any] | None:
    with engine.connect() as connection:
        return connection.execute(statement, values).one_or_none()
