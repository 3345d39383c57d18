"""Threads that compute behind everything else: whoever signs in may wait a little longer, so that
whoever is signed in need not."""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")
_NICE = 10


class Backstage:
    """A few threads of low priority; they begin with the first work of a process."""

    def __init__(self, threads: int) -> None:
        """Take how many may work at a time."""
        self._pool = ThreadPoolExecutor(threads, "backstage", initializer=_step_back)

    def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, once one of the threads has done it."""
        return self._pool.submit(work).result()


def _step_back() -> None:
    # On Linux each thread has a priority of its own. Only lowering it is free to everybody, so a
    # thread that serves requests could not get back up.
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
