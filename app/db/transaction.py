"""The one way to write: short transactions that open late and take SQLite's write lock first."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import CursorResult, Executable
from sqlalchemy.orm import Session

from app.extensions import db

LastStep = Callable[[Session, list[Any]], None]
_LAST_STEPS = "last_steps"  # in `session.info` while a write transaction is open
_AFTER_COMMIT = "after_commit"
_LONGEST_TURN = 10.0  # as long as SQLite waits
_writing = Lock()


@contextmanager
def write_tx() -> Iterator[Session]:
    """Open a write transaction, commit at the end, roll back on any exception.

    A DEFERRED transaction that reads and then writes fails at once when another writer was
    quicker, whatever the busy timeout: writers therefore begin IMMEDIATE. Never nest, never hash
    a password inside.
    """
    session = db.session()
    if _LAST_STEPS in session.info or session.new or session.dirty or session.deleted:
        raise RuntimeError("a write transaction inside another one")
    session.rollback()
    steps: dict[LastStep, list[Any]] = {}
    session.info[_LAST_STEPS] = steps
    calls: list[Callable[[], None]] = []
    session.info[_AFTER_COMMIT] = calls
    try:
        with _turn(session):
            try:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
                yield session
                session.flush()
                for step, items in steps.items():
                    step(session, items)
                session.commit()
            except BaseException:
                session.rollback()
                raise
    finally:
        for each in (_LAST_STEPS, _AFTER_COMMIT):
            session.info.pop(each, None)
    for call in calls:
        call()


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Wait for one's turn to write to SQLite.

    It has one writer at a time, and whoever finds it busy sleeps and looks again, up to a tenth of
    a second at a time, while others overtake. Threads of one process queue here instead; other
    processes are met there as ever, also by one who has waited here for too long.
    """
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    has_turn = _writing.acquire(timeout=_LONGEST_TURN)
    try:
        yield
    finally:
        if has_turn:
            _writing.release()


def write_last(tx: Session, step: LastStep, item: Any) -> None:
    """Keep `item` until all else of the write transaction is written: `step` then gets every item
    that was kept for it, once, right before the commit.

    For a row that all writers have to lock: it is held for an instant, and as everybody locks it
    last, no two transactions wait for each other. Raises RuntimeError outside of `write_tx`.
    """
    steps = tx.info.get(_LAST_STEPS)
    if steps is None:
        raise RuntimeError("a last step outside of a write transaction")
    steps.setdefault(step, []).append(item)


def after_commit(tx: Session, call: Callable[[], None]) -> None:
    """Call something once the write transaction is committed, and never where it is not."""
    tx.info[_AFTER_COMMIT].append(call)


def rows_changed(tx: Session, statement: Executable, **values: Any) -> int:
    """Run an UPDATE or DELETE, `values` are its `bindparam`s, and return how many rows it changed:
    the one way in which single use is decided."""
    result = tx.execute(statement, values)
    assert isinstance(result, CursorResult)
    return result.rowcount


def end_read() -> None:
    """Give the connection back before slow work such as hashing; loaded rows are let go."""
    session = db.session()
    session.expunge_all()
    session.rollback()
