"""The few threads in which passwords are hashed, so that hashing leaves the rest of the server
its processor time and its threads (F14)."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from app.core.errors import Unavailable
from app.core.hash_places import Places

T = TypeVar("T")

_PATIENCE_SECONDS = 10.0
_NICENESS = 10  # a tenth of the processor time of whoever else wants the core


class HashPool:
    """One thread for each core, and a bounded number of calls that wait for one."""

    def __init__(self, *, waiting: int) -> None:
        """Take how many may wait; who comes after them is refused at once, as a server whose
        threads all wait for a hash answers nobody."""
        # Hashing fills a core for a quarter of a second: more at a time would starve the rest.
        cores = os.cpu_count() or 1
        self._places = Places(cores + waiting)
        self._holder = threading.local()
        self._threads = ThreadPoolExecutor(cores, "hash", initializer=_step_back)

    @contextmanager
    def place(self, network: str = "", account: str | None = None) -> Iterator[None]:
        """Hold a place from before the first write to the last hash of a call; raises Unavailable
        where none is left for a caller of that network, whom `account` knows. Whoever holds one
        already keeps it."""
        if getattr(self._holder, "has_place", False):
            yield
            return
        taken = self._places.take(network, account)
        if taken is None:
            raise Unavailable
        self._holder.has_place = True
        try:
            yield
        finally:
            self._holder.has_place = False
            self._places.give_back(taken)

    def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns; raises Unavailable when too busy to begin it in 10 s."""
        with self.place():
            running = self._threads.submit(work)
            try:
                return running.result(_PATIENCE_SECONDS)
            except TimeoutError:
                if running.cancel():
                    raise Unavailable from None
                return running.result()


def _step_back() -> None:
    if sys.platform == "linux":  # where a thread has a niceness of its own
        with suppress(PermissionError):  # a sandbox may forbid it: then hashes only count as others
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
