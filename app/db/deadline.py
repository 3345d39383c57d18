"""An end for statements that take too long."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db

_ENDED = ("57014", "SQLITE_INTERRUPT")  # query_canceled of PostgreSQL


@contextmanager
def statements_end_after(seconds: float) -> Iterator[None]:
    """End the statements of the session's transaction when they take too long.

    The transaction has to begin in the block. A statement that is ended raises OperationalError. On
    PostgreSQL each statement has so many seconds, on SQLite the whole block.
    """
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        milliseconds = text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        connection.execute(milliseconds)
        yield
        return
    driver: Any = connection.connection.driver_connection
    timer = Timer(seconds, driver.interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()  # it must not interrupt whoever gets the connection next


def was_ended(error: SQLAlchemyError) -> bool:
    """Tell whether a statement took too long."""
    cause = getattr(error, "orig", None)
    told = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return told in _ENDED
