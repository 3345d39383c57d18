"""A simulated day of sign-ins at several nodes.

People come as a Poisson process whose rate follows a bell over the day. A proxy picks a node and a
worker at random. A worker has a place for each core and for each call that may wait, and refuses
who finds none. The cores of a node serve its workers in the order of arrival. A sign-in holds its
place for its whole time, which is longer than in the product, where it ends with the hash. Who was
refused does not come again.
"""

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from statistics import NormalDist

_HOUR, _DAY = 3600.0, 86400.0
_PEAK = 9 * _HOUR


@dataclass(frozen=True)
class Setting:
    """Who comes, and what serves them.

    `share` is the busiest hour's part of the day's sign-ins.
    """

    people: int
    share: float
    nodes: int
    cores: int
    places: int
    times: Sequence[float]


@dataclass(frozen=True)
class Outcome:
    """How many came, what share of them was refused, and how long the others waited."""

    came: int
    refused: float
    waited_p95: float


class Node:
    """Cores that serve in order, behind workers that have places."""

    def __init__(self, setting: Setting) -> None:
        """Begin with nobody there."""
        self._free_at = [0.0] * setting.cores
        self._held: list[list[float]] = [[] for _ in range(setting.cores)]
        self._places = setting.places

    def serve(self, now: float, worker: int, time: float) -> float | None:
        """Return the seconds until a core begins, or None where the worker has no place."""
        held = self._held[worker]
        while held and held[0] <= now:
            heapq.heappop(held)
        if len(held) >= self._places:
            return None
        begins = max(now, self._free_at[0])
        heapq.heapreplace(self._free_at, begins + time)
        heapq.heappush(held, begins + time)
        return begins - now


def simulate(setting: Setting, *, seed: int = 1) -> dict[str, Outcome]:
    """Return the outcome of the day and of its busiest hour."""
    random = Random(seed)  # noqa: S311 — a simulation, not a secret
    nodes = [Node(setting) for _ in range(setting.nodes)]
    day, peak = list[float | None](), list[float | None]()
    for now in _arrivals(setting, random):
        worker = int(random.random() * setting.nodes * setting.cores)
        node, at = nodes[worker // setting.cores], worker % setting.cores
        time = setting.times[int(random.random() * len(setting.times))]
        waited = node.serve(now, at, time)
        day.append(waited)
        if abs(now - _PEAK) < _HOUR / 2:
            peak.append(waited)
    return {"day": _outcome(day), "busiest hour": _outcome(peak)}


def _arrivals(setting: Setting, random: Random) -> Iterator[float]:
    """Yield the moments of a day: those of an even Poisson process, moved along the bell."""
    # Half an hour to each side of the middle holds the share.
    width = _HOUR / 2 / NormalDist().inv_cdf(0.5 + setting.share / 2)
    moment_of = NormalDist(_PEAK, width).inv_cdf
    passed = 0.0
    while (passed := passed - math.log(1 - random.random()) / setting.people) < 1:
        yield min(max(moment_of(passed), 0.0), _DAY)


def _outcome(waits: Sequence[float | None]) -> Outcome:
    served = sorted(each for each in waits if each is not None)
    p95 = served[min(len(served) - 1, int(0.95 * len(served)))]
    return Outcome(len(waits), 1 - len(served) / len(waits), p95)
