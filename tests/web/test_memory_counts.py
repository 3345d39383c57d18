"""Promise: memory counts a window as the other stores do, and keeps none that has ended."""

import pytest
from app.web.memory_counts import ShareOfMemory

from tests.clock import FrozenClock


@pytest.fixture
def memory(clock: FrozenClock) -> ShareOfMemory:
    return ShareOfMemory(1, clock)


def test_a_window_begins_anew_when_it_has_ended(memory: ShareOfMemory, clock: FrozenClock) -> None:
    assert [memory.incr("a", 60), memory.incr("a", 60)] == [1, 2]
    assert memory.get_expiry("a") == clock.now().timestamp() + 60
    clock.move(seconds=59.9)
    assert (memory.incr("a", 60), memory.get("a")) == (3, 3)
    clock.move(seconds=0.1)
    assert memory.get("a") == 0
    assert memory.incr("a", 60) == 1


def test_a_hit_is_charged_for_every_process(clock: FrozenClock) -> None:
    memory = ShareOfMemory(4, clock)
    assert [memory.incr("a", 60), memory.incr("a", 60)] == [4, 8]


def test_a_clock_that_was_set_back_makes_no_window_longer_f06(
    memory: ShareOfMemory, clock: FrozenClock
) -> None:
    memory.incr("a", 60)
    clock.move(seconds=-3600)
    assert memory.incr("a", 60) == 1
    assert memory.get_expiry("a") == clock.now().timestamp() + 60


def test_windows_that_have_ended_do_not_fill_the_memory(
    memory: ShareOfMemory, clock: FrozenClock
) -> None:
    for number in range(100):
        memory.incr(f"old {number}", 60)
    clock.move(seconds=30)
    memory.incr("young", 60)
    clock.move(seconds=30)
    memory.incr("new", 60)
    assert memory.reset() == 2
    assert memory.get("young") == 0


def test_one_key_can_be_forgotten(memory: ShareOfMemory, clock: FrozenClock) -> None:
    memory.incr("a", 60)
    memory.incr("b", 60)
    memory.clear("a")
    assert (memory.get("a"), memory.get("b")) == (0, 1)
    assert memory.get_expiry("a") == clock.now().timestamp()
    assert memory.check()
