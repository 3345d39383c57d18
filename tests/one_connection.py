"""Holds each request to one connection of its database at a time.

A pooler such as PgBouncer has few. Requests that each hold one and wait for another wait for ever.
"""

from typing import Any

from flask import Flask
from sqlalchemy import event

from app.db.reads import READS
from app.extensions import db


def refuse_a_second_connection(app: Flask) -> None:
    """Let a read outside of the transaction fail while the thread has one open."""

    def refuse(*_: Any) -> None:
        if db.session.registry.has() and db.session().in_transaction():
            raise AssertionError("a read by a second connection: end the transaction before it")

    with app.app_context():
        event.listen(db.engines[READS], "before_cursor_execute", refuse)
