"""Further nodes on the same database, with clocks of their own and settings of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from app import create_app
from app.extensions import db
from tests.clock import FrozenClock


class NodeClock(FrozenClock):
    """A node's clock, which may be off; the database has the one that all share."""

    def __init__(self, shared: FrozenClock, ahead: timedelta = timedelta()) -> None:
        super().__init__()
        self.shared, self.ahead = shared, ahead

    def now(self) -> datetime:
        return self.shared.now() + self.ahead

    @property
    def simulated(self) -> datetime | None:
        return self.shared.simulated


@contextmanager
def node(
    app: Flask, clock: FrozenClock, *, ahead: timedelta = timedelta(), **settings: Any
) -> Iterator[Flask]:
    """Another node of the instance; also the same one after a restart with other settings."""
    own = replace(app.extensions["second_lock"].settings, **settings)
    made = create_app(own, NodeClock(clock, ahead))
    yield made
    with made.app_context():
        db.engine.dispose()
