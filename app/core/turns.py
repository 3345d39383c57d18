"""The turns of the request threads of a process.

Python runs one thread at a time. Threads that compute at once interrupt each other, and each of
them takes longer than it would alone.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE_SECONDS = 0.1  # a thread that waits for a database must not hold up the others for long


class Turns:
    """One thread at a time has its turn.

    The others wait for theirs. A thread that has waited for a tenth of a second goes on without
    one.
    """

    def __init__(self) -> None:
        """Start with nobody's turn."""
        self._turn, self._own = threading.Lock(), threading.local()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Take a turn for the block."""
        self._take()
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def interrupted(self) -> Iterator[None]:
        """Give the thread's turn to others during the block."""
        had_turn = self._give_back()
        try:
            yield
        finally:
            if had_turn:
                self._take()

    def _take(self) -> None:
        self._own.has_turn = self._turn.acquire(timeout=_PATIENCE_SECONDS)

    def _give_back(self) -> bool:
        had_turn: bool = getattr(self._own, "has_turn", False)
        if had_turn:
            self._own.has_turn = False
            self._turn.release()
        return had_turn


REQUESTS = Turns()  # of this process, which serves one application
