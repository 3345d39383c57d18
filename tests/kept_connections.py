"""PostgreSQL connections that outlive the application that opened them, as clean as new ones.

To start a server process for a connection takes longer than what most tests ask of it.
"""

import os
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Any, NamedTuple

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Dialect, Engine, event

_MOST = 4  # a race opens dozens
_numbers = count()
_lock = Lock()


class Place(NamedTuple):
    """A database: the folder of its server's socket, and its name."""

    host: str
    name: str


class Kept(psycopg.Connection[Any]):
    """A connection that rests instead of closing, where it is whole and inside nothing."""

    def opened(self, options: dict[str, Any]) -> "Kept":
        """Note how it was opened, and return it."""
        self.options, self._opener = options, os.getpid()
        self._callbacks: list[Callable[[Any], None]] = []
        return self

    @property
    def place(self) -> Place:
        return _place(self.options)

    def add_notice_handler(self, callback: Callable[[Any], None]) -> None:
        self._callbacks.append(callback)
        super().add_notice_handler(callback)

    def close(self) -> None:
        """Let the connection rest where it can; else close it."""
        with _lock:
            if self._may_rest():
                while self._callbacks:
                    self.remove_notice_handler(self._callbacks.pop())
                self.autocommit = False
                _resting.append(self)
                return
        self.end()

    def end(self) -> None:
        """Close the connection."""
        super().close()

    def __del__(self, *_: Any) -> None:
        # One that is in use when its engine is disposed of is left to the garbage.
        self.end()

    def is_as_new(self) -> bool:
        """Take from the session what it was told (settings, locks); tell whether it was there."""
        try:
            self.autocommit = True
            # psycopg looks at what a statement did where its text is new.
            self.execute(f"DISCARD ALL -- {next(_numbers)}".encode())
            self.autocommit = False
        except psycopg.Error:
            return False
        self.prepare_threshold = self.options.get("prepare_threshold")
        return True

    def _may_rest(self) -> bool:
        return (
            self.place in _kept
            and self._opener == os.getpid()
            and self.pgconn.transaction_status == TransactionStatus.IDLE
            and sum(each.options == self.options for each in _resting) < _MOST
        )


_kept: set[Place] = set()
_resting: list[Kept] = []
_of_the_parent: list[list[Kept]] = []  # what nothing refers to is closed


def keep(place: Place) -> None:
    """From now on keep the connections to a database."""
    _kept.add(place)


def let_go(place: Place) -> None:
    """Close the connections to a database that rest, and keep none any more."""
    _kept.discard(place)
    while found := _taken(lambda each: each.place == place):
        found.end()


def resting(place: Place) -> list[int]:
    """Return the server's processes of the connections to a database that rest."""
    with _lock:
        return [each.info.backend_pid for each in _resting if each.place == place]


def _place(options: dict[str, Any]) -> Place:
    return Place(options.get("host", ""), options.get("dbname", ""))


def _taken(is_fit: Callable[[Kept], bool]) -> Kept | None:
    with _lock:
        found = next(filter(is_fit, _resting), None)
        if found:
            _resting.remove(found)
        return found


@event.listens_for(Engine, "do_connect")
def _connect(dialect: Dialect, _record: Any, _: Any, options: dict[str, Any]) -> Kept | None:
    if dialect.name != "postgresql" or _place(options) not in _kept:
        return None
    # Each engine has a context of its own, which says the same: how types are read and written.
    known = {name: each for name, each in options.items() if name != "context"}
    while found := _taken(lambda each: each.options == known):
        if found.is_as_new():
            return found
        found.end()
    return Kept.connect(**options).opened(known)


def _leave() -> None:
    """A child shares none of its parent's connections."""
    global _resting, _lock
    _of_the_parent.append(_resting)
    _resting, _lock = [], Lock()


os.register_at_fork(after_in_child=_leave)
