"""Connections for look-ups: a few are kept from one look to the next."""

import time
from contextlib import suppress
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.pool import PoolProxiedConnection

from app.extensions import current_extension

_MOST = 8
# Long enough to be spared most of the pool's care; short enough that what the pool has given up
# (a server that went away, a password that changed) is soon given up here.
_KEPT_SECONDS = 1.0


class Kept(NamedTuple):
    """A connection that is lent, and until when it may be lent again."""

    pooled: PoolProxiedConnection
    until: float


class KeptConnections:
    """What a look-up needs of a pool. The pool's own care for every loan (events, a rollback, a
    lock) costs more than the look, which leaves no transaction behind."""

    def __init__(self, engine: Engine) -> None:
        """Take the engine whose pool makes the connections."""
        self.engine, self._kept = engine, list[Kept]()
        self._has_autocommit = engine.dialect.name == "postgresql"
        event.listen(engine, "engine_disposed", self._let_go)

    def take(self) -> Kept:
        """Lend a connection that begins no transaction; raises what the driver raises."""
        now = time.monotonic()
        with suppress(IndexError):
            while True:
                kept = self._kept.pop()
                if now < kept.until:
                    return kept
                self.end(kept)
        made = Kept(self.engine.raw_connection(), now + _KEPT_SECONDS)
        self._set_autocommit(made, on=True)
        return made

    def give_back(self, kept: Kept) -> None:
        """Take a connection back that works."""
        if len(self._kept) < _MOST:
            self._kept.append(kept)
        else:
            self.end(kept)

    def end(self, kept: Kept) -> None:
        """Give a connection back to the pool; one that is broken is closed for good."""
        try:
            self._set_autocommit(kept, on=False)
        except self.engine.dialect.loaded_dbapi.Error:
            kept.pooled.invalidate()
        kept.pooled.close()

    def _set_autocommit(self, kept: Kept, *, on: bool) -> None:
        if self._has_autocommit:  # SQLite's connections begin nothing by themselves
            kept.pooled.driver_connection.autocommit = on  # type: ignore[union-attr]

    def _let_go(self, _engine: Any) -> None:
        while self._kept:
            with suppress(IndexError):
                self._kept.pop().pooled.invalidate()


def init_kept_connections(app: Flask, engine: Engine) -> None:
    """Keep connections of the application's engine."""
    app.extensions["kept_connections"] = KeptConnections(engine)


def kept_connections() -> KeptConnections:
    """Return what is kept for the current application."""
    found: KeptConnections = current_extension("kept_connections")
    return found
