"""Promise: work behind the scenes gives what it returns and raises, at a lower priority."""

import os
import threading

import pytest

from app.core.backstage import Backstage


def test_what_work_returns_and_raises_comes_back() -> None:
    backstage = Backstage(1)
    assert backstage.run(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        backstage.run(lambda: 1 // 0)


def test_it_runs_elsewhere_and_behind_everything_else() -> None:
    def look() -> tuple[int, int]:
        mine = threading.get_native_id()
        return mine, os.getpriority(os.PRIO_PROCESS, mine)

    thread, priority = Backstage(1).run(look)
    assert thread != threading.get_native_id()
    assert priority >= 10
