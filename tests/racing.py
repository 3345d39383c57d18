"""Many real threads that start at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

T = TypeVar("T")


def race(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Start every call at once, each in a thread of its own; return what they returned."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        gate.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def must_wait(call: Callable[[], T]) -> Future[T]:
    """Start a call in a thread, as another node would, and return it when it has waited a while.

    The test holds what the call waits for: the requests of one process may take turns.
    """
    other_node = ThreadPoolExecutor(1)
    begun = other_node.submit(call)
    other_node.shutdown(wait=False)
    with pytest.raises(TimeoutError):
        begun.result(timeout=0.3)
    return begun
