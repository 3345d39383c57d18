"""Promise: the request threads of a process compute one after the other, and none holds up all."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from app.core.hash_pool import HashPool
from app.core.turns import REQUESTS, Turns


def test_one_thread_at_a_time_has_its_turn() -> None:
    turns, inside, most = Turns(), 0, 0

    def take() -> None:
        nonlocal inside, most
        with turns.taken():
            inside += 1
            most = max(most, inside)
            time.sleep(0.002)
            inside -= 1

    with ThreadPoolExecutor(8) as threads:
        for each in [threads.submit(take) for _ in range(24)]:
            each.result()
    assert most == 1


def test_a_thread_that_waits_long_goes_on_without_a_turn() -> None:
    turns, is_done = Turns(), threading.Event()
    with turns.taken(), ThreadPoolExecutor() as threads:
        begun = time.monotonic()

        def take() -> None:
            with turns.taken():
                is_done.set()

        threads.submit(take)
        assert is_done.wait(5)
        assert time.monotonic() - begun >= 0.1


def test_a_thread_that_waits_for_a_hash_gives_its_turn_to_others() -> None:
    pool, is_hashing, may_end = HashPool(waiting=1), threading.Event(), threading.Event()

    def hash_slowly() -> None:
        is_hashing.set()
        assert may_end.wait(5)

    def log_in() -> None:
        with REQUESTS.taken():
            pool.run(hash_slowly)

    with ThreadPoolExecutor() as threads:
        login = threads.submit(log_in)
        assert is_hashing.wait(5)
        begun = time.monotonic()
        with REQUESTS.taken():
            assert time.monotonic() - begun < 0.1
        may_end.set()
        login.result(5)
