"""Promise: a session check runs at once, and one that has to write waits alone (R60)."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.sessions.models import AuthSession
from tests.person import Person
from tests.rows import rows


@contextmanager
def _nobody_writes(app: Flask) -> Iterator[None]:
    """Hold the lock that a write to a session waits for."""
    with app.app_context(), db.engine.connect() as holder:
        writer = holder.execution_options(sqlite_begin="IMMEDIATE")
        with writer.begin():
            if db.engine.dialect.name == "postgresql":
                writer.execute(text("LOCK TABLE sessions IN EXCLUSIVE MODE"))
            yield


def test_a_check_that_has_to_write_holds_up_no_other(ann: Person) -> None:
    ann.sign_in()
    ann.clock.move(seconds=61)
    other = ann.other_browser().sign_in()
    with ThreadPoolExecutor() as threads:
        with _nobody_writes(ann.app):
            due = threads.submit(ann.get, "me")
            time.sleep(0.3)
            begun = time.monotonic()
            assert other.get("me").status_code == 200
            assert time.monotonic() - begun < 2
            assert not due.done()
        assert due.result(20).status_code == 200
    assert {each.last_seen_at for each in rows(ann.app, AuthSession)} == {ann.clock.now()}
