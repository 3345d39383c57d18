"""The counts of the outer ring in the memory of one process."""

from threading import Lock
from typing import NamedTuple

from limits.storage import Storage

from app.core.clock import Clock

_FOREVER = float("inf")


class _Window(NamedTuple):
    hits: int
    end: float


class ShareOfMemory(Storage):
    """Memory of one process of several: each hit is charged for all of them, so that together
    they let through no more than the limit."""

    STORAGE_SCHEME = None

    def __init__(self, processes: int, clock: Clock) -> None:
        """Take how many processes serve, and the clock that windows end by."""
        super().__init__()
        self._processes, self._clock, self._lock = processes, clock, Lock()
        self._windows: dict[str, _Window] = {}
        self._first_end = _FOREVER

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing: memory does not fail."""
        return ()

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count a request as if every process had had one; a window that ended begins anew."""
        now = self._clock.now().timestamp()
        with self._lock:
            hits, end = self._windows.get(key, (0, 0.0))
            # A clock that was set back must not make a window longer.
            if not now < end <= now + expiry:
                hits, end = 0, now + expiry
                self._forget_ended(now, end)
            hits += amount * self._processes
            self._windows[key] = _Window(hits, end)
        return hits

    def get(self, key: str) -> int:
        """Return what was counted in the window of a key."""
        hits, end = self._windows.get(key, (0, 0.0))
        return hits if self._clock.now().timestamp() < end else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends, in seconds since 1970."""
        found = self._windows.get(key)
        return found.end if found else self._clock.now().timestamp()

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int | None:
        """Forget every count; return how many there were."""
        with self._lock:
            count = len(self._windows)
            self._windows.clear()
        return count

    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        with self._lock:
            self._windows.pop(key, None)

    def _forget_ended(self, now: float, end: float) -> None:
        """Drop what has ended, once a window at most: a flood from many addresses must not fill
        the memory, and sweeping must not become the flood."""
        if now >= self._first_end:
            self._windows = {k: each for k, each in self._windows.items() if each.end > now}
            self._first_end = _FOREVER
        self._first_end = min(self._first_end, end)
