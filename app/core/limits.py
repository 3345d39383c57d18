"""Limits by sliding windows: attempts left, and seconds to wait."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Window:
    """At most `limit` attempts within `seconds`."""

    limit: int
    seconds: int

    def since(self, now: datetime) -> datetime:
        """Return the moment from which attempts count."""
        return now - timedelta(seconds=self.seconds)


@dataclass(frozen=True)
class LimitState:
    """The attempts left, and the seconds until the next is allowed.

    `retry_after` is 0 while attempts are left.
    """

    left: int
    retry_after: int


def limit_state(
    times: Sequence[datetime], window: Window, now: datetime, *, cost: int = 1
) -> LimitState:
    """Return the state of one window at `now`.

    `times` are the attempts, in any order. The next one counts as `cost` of them, or as all that
    the window allows where that is fewer: an empty window is never full.
    """
    cost = min(cost, window.limit)
    counted = sorted(at for at in times if at > window.since(now))
    left = max(0, window.limit - len(counted)) // cost
    if left:
        return LimitState(left=left, retry_after=0)
    blocking = counted[len(counted) - 1 - (window.limit - cost)]
    clears = blocking + timedelta(seconds=window.seconds)
    return LimitState(left=0, retry_after=max(1, math.ceil((clears - now).total_seconds())))


def strictest(standings: Sequence[LimitState]) -> LimitState:
    """Return the fewest attempts left and the longest wait of several."""
    return LimitState(
        left=min(each.left for each in standings),
        retry_after=max(each.retry_after for each in standings),
    )
