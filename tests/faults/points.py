"""Faults at a chosen statement or commit of a flow: the process dies, the connection breaks, or the
answer to the commit is lost."""

import os
import pickle
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from app.extensions import db

Action = Callable[[Connection], None]


@dataclass
class Reached:
    """How many points a flow has passed, and whether the chosen one was a read that is repeated."""

    count: int = 0
    is_read: bool = False


class _Lost(Exception):
    """What the driver says of a connection that is gone."""


@contextmanager
def at_point(app: Flask, number: int, action: Action, *, commits: bool) -> Iterator[Reached]:
    """Do `action` before the statement, or after the commit, of a number; yields the progress."""
    reached = Reached()

    def reach(connection: Connection) -> None:
        reached.count += 1
        if reached.count == number:
            reached.is_read = connection.engine is not engine
            action(connection)

    def statement(connection: Connection, *_: Any) -> None:
        reach(connection)

    def commit(connection: Connection) -> None:
        if commits:
            connection.exec_driver_sql("COMMIT")  # it is done, and nobody will hear of it
            reach(connection)
            connection.exec_driver_sql("BEGIN")
        else:
            reach(connection)

    with app.app_context():
        engine, engines = db.engine, list(db.engines.values())
    for each in [] if commits else engines:
        event.listen(each, "before_cursor_execute", statement)
    event.listen(engine, "commit", commit)
    try:
        yield reached
    finally:
        for each in [] if commits else engines:
            event.remove(each, "before_cursor_execute", statement)
        event.remove(engine, "commit", commit)


def die(_: Connection) -> None:
    """End this process as the kernel or an operator would."""
    os.kill(os.getpid(), signal.SIGKILL)


def cut(connection: Connection) -> None:
    """Break the connection to the database."""
    inner = connection.connection.driver_connection
    if isinstance(inner, psycopg.Connection):
        with psycopg.connect(inner.info.dsn, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [inner.info.backend_pid])
        return
    raise OperationalError("", {}, _Lost("disk I/O error"))


def lose_answer(_: Connection) -> None:
    """Leave the caller without an answer to what he sent."""
    raise OperationalError("COMMIT", {}, _Lost("server closed the connection unexpectedly"))


def in_child(app: Flask, work: Callable[[], Any]) -> Any:
    """Do work in a process of its own; return its result, or None where it was killed."""
    with app.app_context():
        db.engine.dispose()  # a connection that two processes share is ended by the one that ends
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads
        child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            with app.app_context():
                for engine in reversed(list(db.engines.values())):
                    engine.dispose(close=False)  # the connections are the parent's
            os.write(writer, pickle.dumps(work()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        sent = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(sent) if sent else None
