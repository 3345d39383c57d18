"""A pool of few threads that hash passwords (F14).

Hashing then leaves processor time and request threads to the rest of the server.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from app.core.errors import Unavailable
from app.core.hash_places import Places
from app.core.turns import REQUESTS

T = TypeVar("T")

_PATIENCE_SECONDS = 10.0
_NICENESS = 10  # about a tenth of the processor time of a thread at niceness 0


class HashPool:
    """One thread for each core, and a bounded number of waiting calls."""

    def __init__(self, *, waiting: int) -> None:
        """Take the number of calls that may wait.

        The pool refuses further calls at once. A server whose threads all wait for a hash could
        answer no request.
        """
        # A hash uses a core for a quarter of a second. More at a time would slow each other down.
        cores = os.cpu_count() or 1
        self._places = Places(cores + waiting)
        self._holder = threading.local()
        self._threads = ThreadPoolExecutor(cores, "hash", initializer=_step_back)

    @contextmanager
    def place(self, network: str = "", account: str | None = None) -> Iterator[None]:
        """Hold a place for the block; raises Unavailable where none is free.

        The block lasts from before the first write of a call to its last hash. `network` is the
        caller's, and `account` the account that knows the caller. A thread that holds a place
        keeps it and takes no second one.
        """
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
        """Run `work` in a thread of the pool and return its result.

        Raises Unavailable where no place is free, or where no thread begins it within 10 s.
        """
        with self.place():
            running = self._threads.submit(work)
            with REQUESTS.interrupted():
                return _result(running)


def _result(running: Future[T]) -> T:
    try:
        return running.result(_PATIENCE_SECONDS)
    except TimeoutError:
        if running.cancel():
            raise Unavailable from None
        return running.result()


def _step_back() -> None:
    if sys.platform == "linux":  # only there does each thread have its own niceness
        thread = threading.get_native_id()
        niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
        with suppress(PermissionError):  # a sandbox may forbid it; hashing works without
            os.setpriority(os.PRIO_PROCESS, thread, niceness)
