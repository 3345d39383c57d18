"""Promise: few hash at a time, who comes when all places are taken is refused at once, and hashing
steps back behind all other work (F14)."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.core.errors import Unavailable
from app.core.hash_pool import HashPool

_CORES = os.cpu_count() or 1


@contextmanager
def holding(pool: HashPool, count: int) -> Iterator[None]:
    """Let others hold some places: each known to an account, each in a network of their own."""
    gate, leave = threading.Barrier(count + 1), threading.Event()

    def hold(who: str) -> None:
        with pool.place(who, who):
            gate.wait()
            leave.wait()

    threads = [threading.Thread(target=hold, args=(f"n{n}",)) for n in range(count)]
    for each in threads:
        each.start()
    gate.wait()
    try:
        yield
    finally:
        leave.set()
        for each in threads:
            each.join()


def test_who_finds_no_place_is_refused_at_once_and_comes_in_later() -> None:
    pool = HashPool(waiting=1)
    with holding(pool, _CORES + 1), pytest.raises(Unavailable):
        pool.run(lambda: 1)
    assert pool.run(lambda: 1) == 1


def test_whoever_holds_the_last_place_may_hash_again_and_again() -> None:
    pool = HashPool(waiting=1)
    with holding(pool, _CORES), pool.place("last", "last"):
        assert [pool.run(lambda: 1), pool.run(lambda: 2)] == [1, 2]
        with pool.place():
            pass
        assert pool.run(lambda: 3) == 3


def test_what_fails_gives_its_place_back() -> None:
    pool = HashPool(waiting=1)

    def fail() -> None:
        raise ValueError

    for _ in range(_CORES + 5):
        with pytest.raises(ValueError):  # noqa: PT011  # our own, just above
            pool.run(fail)
    with holding(pool, _CORES + 1):
        pass


def test_no_more_hash_at_a_time_than_there_are_cores() -> None:
    pool, lock, now, most = HashPool(waiting=50), threading.Lock(), [0], [0]

    def work() -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.01)
        with lock:
            now[0] -= 1

    threads = [threading.Thread(target=pool.run, args=(work,)) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert most[0] == _CORES


def test_hashing_steps_back() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()
    own_niceness = sys.platform == "linux"  # elsewhere a thread has none of its own
    assert HashPool(waiting=1).run(niceness) == (max(before, 10) if own_niceness else before)
    assert niceness() == before
