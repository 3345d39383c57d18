"""Write transactions: short, opened late, SQLite's write lock first."""

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
_LONGEST_TURN = 10.0  # seconds, as SQLite's busy_timeout
_writing = Lock()


@contextmanager
def write_tx() -> Iterator[Session]:
    """Open a write transaction and commit it at the end.

    Any exception rolls it back. On SQLite, a DEFERRED transaction that reads and then writes fails
    at once if another writer was quicker, whatever the busy timeout. Writers therefore begin
    IMMEDIATE. Raises RuntimeError inside another one. Never hash a password inside.
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
    """Let one thread of the process write to SQLite at a time.

    SQLite has one writer. A connection that finds it busy sleeps up to a tenth of a second between
    tries, and others overtake it. The threads of one process wait for a lock here instead. Other
    processes still compete in SQLite. After 10 s a thread goes on without the lock.
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
    """Keep `item` for `step`, which runs right before the commit.

    `step` is called once, with all of its items, after everything else is written. Use it for a
    row that all writers lock: each transaction holds that lock briefly, and locks it last, so that
    no two transactions deadlock. Raises RuntimeError outside of `write_tx`.
    """
    steps = tx.info.get(_LAST_STEPS)
    if steps is None:
        raise RuntimeError("a last step outside of a write transaction")
    steps.setdefault(step, []).append(item)


def after_commit(tx: Session, call: Callable[[], None]) -> None:
    """Run `call` after the commit, and never if the transaction fails."""
    tx.info[_AFTER_COMMIT].append(call)


def rows_changed(tx: Session, statement: Executable, **values: Any) -> int:
    """Run an UPDATE or DELETE and return how many rows it changed.

    `values` are its `bindparam`s. This count alone decides single use.
    """
    result = tx.execute(statement, values)
    assert isinstance(result, CursorResult)
    return result.rowcount


def end_read() -> None:
    """Return the connection to the pool before slow work such as hashing.

    The session forgets the rows that it has loaded.
    """
    session = db.session()
    session.expunge_all()
    session.rollback()
