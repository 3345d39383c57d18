"""Promise: memory counts fixed windows, each process its share, and keeps none that has ended."""

import sys
from collections.abc import Iterator

import pytest

from app.core.limits import Window
from app.web.rate_limits.limits import share_of
from app.web.rate_limits.memory import MemoryCounts
from tests.clock import FrozenClock
from tests.racing import race


@pytest.fixture
def memory() -> MemoryCounts:
    return MemoryCounts([Window(2, 60)])


def test_a_window_begins_anew_when_it_has_ended(memory: MemoryCounts, clock: FrozenClock) -> None:
    assert [memory.charge("a", clock.now()) for _ in range(3)] == [None, None, 60]
    clock.move(seconds=59.9)
    assert memory.charge("a", clock.now()) == 60
    clock.move(seconds=0.1)
    assert memory.charge("a", clock.now()) is None


def test_each_limit_has_a_window_of_its_own(clock: FrozenClock) -> None:
    memory = MemoryCounts([Window(2, 60), Window(3, 3600)])
    assert [memory.charge("a", clock.now()) for _ in range(2)] == [None, None]
    clock.move(seconds=60)
    assert [memory.charge("a", clock.now()) for _ in range(2)] == [None, 3600]


def test_a_clock_that_was_set_back_makes_no_window_longer_f06(
    memory: MemoryCounts, clock: FrozenClock
) -> None:
    assert [memory.charge("a", clock.now()) for _ in range(3)] == [None, None, 60]
    clock.move(seconds=-3600)
    assert [memory.charge("a", clock.now()) for _ in range(3)] == [None, None, 60]
    clock.move(seconds=60)
    assert memory.charge("a", clock.now()) is None


def test_windows_that_have_ended_do_not_fill_the_memory(
    memory: MemoryCounts, clock: FrozenClock
) -> None:
    for number in range(100):
        memory.charge(f"old {number}", clock.now())
    clock.move(seconds=30)
    memory.charge("young", clock.now())
    clock.move(seconds=30)
    memory.charge("new", clock.now())
    assert len(memory) == 2
    clock.move(seconds=30)
    memory.charge("newer", clock.now())
    assert len(memory) == 2


@pytest.fixture
def many_switches() -> Iterator[None]:
    """Let Python change threads as often as it can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


@pytest.mark.usefixtures("many_switches")
def test_of_many_at_once_no_more_pass_than_the_limit(clock: FrozenClock) -> None:
    memory = MemoryCounts([Window(10, 60)])
    found = race([lambda: memory.charge("a", clock.now())] * 30)
    assert found.count(None) == 10


@pytest.mark.parametrize(
    ("limit", "processes", "share"), [(600, 1, 600), (600, 2, 300), (601, 2, 300), (3, 8, 1)]
)
def test_the_shares_of_all_processes_pass_no_more_than_the_limit(
    limit: int, processes: int, share: int
) -> None:
    assert share_of(Window(limit, 60), processes) == Window(share, 60)
