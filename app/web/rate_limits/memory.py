"""Counts of requests per address, in the memory of one process."""

from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from typing import NamedTuple

from app.core.limits import Window

_FOREVER = float("inf")


class _Count(NamedTuple):
    hits: int
    end: float


class MemoryCounts:
    """Counts of fixed windows.

    Flask-Limiter's memory storage starts a thread for its next sweep at each request, which costs
    more than a whole session check.
    """

    def __init__(self, limits: Sequence[Window]) -> None:
        """Take the limits of this process."""
        self._limits, self._lock = tuple(limits), Lock()
        self._counts: dict[tuple[str, Window], _Count] = {}
        self._first_end = _FOREVER

    def charge(self, address: str, moment: datetime) -> int | None:
        """Count a request at `moment`.

        Returns the length in seconds of the first window that it exceeds, or None.
        """
        now = moment.timestamp()
        with self._lock:
            full = (each for each in self._limits if self._hits(address, each, now) > each.limit)
            return next((each.seconds for each in full), None)

    def __len__(self) -> int:
        """Return the number of windows in memory."""
        return len(self._counts)

    def _hits(self, address: str, limit: Window, now: float) -> int:
        hits, end = self._counts.get((address, limit), (0, 0.0))
        # If the clock was set back, a new window begins, so that none gets longer.
        if not now < end <= now + limit.seconds:
            hits, end = 0, now + limit.seconds
            self._forget_ended(now, end)
        self._counts[address, limit] = _Count(hits + 1, end)
        return hits + 1

    def _forget_ended(self, now: float, end: float) -> None:
        """Drop the windows that have ended, when the first of them has.

        A flood from many addresses must not fill the memory, and a sweep at each request would
        cost too much.
        """
        if now >= self._first_end:
            self._counts = {key: each for key, each in self._counts.items() if each.end > now}
            self._first_end = min((each.end for each in self._counts.values()), default=_FOREVER)
        self._first_end = min(self._first_end, end)
