"""Reads of one statement, outside of any transaction.

Nearly every request makes one.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar

from flask import Flask
from sqlalchemy import Connection, CursorResult, Engine, Row, Select, event
from sqlalchemy.exc import DBAPIError

from app.db import postgresql
from app.extensions import current_extension, db

T = TypeVar("T")
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


class Reader:
    """Reads by one connection that stays open.

    While another thread reads by it, a connection of the pool serves. To take that one and to give
    it back takes a third of the time of a read.
    """

    def __init__(self, engine: Engine) -> None:
        """Take the engine; its connection opens with the first read."""
        self._engine, self._lock = engine, Lock()
        self._kept: Connection | None = None

    def read(
        self,
        statement: Select[Any],
        values: dict[str, Any],
        take: Callable[[CursorResult[Any]], T],
    ) -> T:
        """Return what `take` takes of a statement's rows."""
        if not self._lock.acquire(blocking=False):
            with self._engine.connect() as connection:
                return take(connection.execute(statement, values))
        try:
            if self._kept is None:
                self._kept = self._engine.connect()
            return take(self._kept.execute(statement, values))
        except BaseException:
            self._drop()
            raise
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close all connections, as before a fork."""
        with self._lock:
            self._drop()
        self._engine.dispose()

    def _drop(self) -> None:
        if self._kept is not None:
            self._kept.invalidate()
            self._kept.close()
            self._kept = None


def init_reads(app: Flask) -> None:
    """Give the app its reader.

    It closes whenever the app's engine is disposed of.
    """
    postgresql.keep_statements(db.engines[READS])
    reader = app.extensions["reader"] = Reader(db.engines[READS])
    event.listen(db.engine, "engine_disposed", lambda _: reader.close())


def find_row(statement: Select[Any], **values: Any) -> Row[Any] | None:
    """Return the row of a unique value, or None.

    `values` are the `bindparam`s. If the open connection was lost, the read is retried once.
    """
    return _read(statement, values, CursorResult.first)


def find_rows(statement: Select[Any], **values: Any) -> Sequence[Row[Any]]:
    """Return all rows of a statement that reads few; else as `find_row`."""
    return _read(statement, values, CursorResult.all)


def _read(
    statement: Select[Any], values: dict[str, Any], take: Callable[[CursorResult[Any]], T]
) -> T:
    reader: Reader = current_extension("reader")
    try:
        return reader.read(statement, values, take)
    except DBAPIError as lost:
        if not lost.connection_invalidated:
            raise
    return reader.read(statement, values, take)
