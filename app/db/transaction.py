"""The one way to write: short transactions that open late and take SQLite's write lock first."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import CursorResult, Executable
from sqlalchemy.orm import Session

from app.extensions import db

_WRITING = "writing"


@contextmanager
def write_tx() -> Iterator[Session]:
    """Open a write transaction, commit at the end, roll back on any exception.

    A DEFERRED transaction that reads and then writes fails at once when another writer was
    quicker, whatever the busy timeout: writers therefore begin IMMEDIATE. Never nest, never hash
    a password inside.
    """
    session = db.session()
    if session.info.get(_WRITING) or session.new or session.dirty or session.deleted:
        raise RuntimeError("a write transaction inside another one")
    session.rollback()
    session.info[_WRITING] = True
    try:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_WRITING] = False


def rows_changed(tx: Session, statement: Executable) -> int:
    """Run an UPDATE or DELETE and return how many rows it changed: the one way in which
    single use is decided."""
    result = tx.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(result, CursorResult)
    return result.rowcount


def end_read() -> None:
    """Give the connection back before slow work such as hashing; loaded rows are let go."""
    session = db.session()
    session.expunge_all()
    session.rollback()
