"""How much a run measures: the whole, which takes about half an hour, or a quick look."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Rounds are taken in turns by all contestants; `seconds` is how long each has one.

    A slice is so many `journeys` that its end, when one core has nothing left to do, weighs little;
    where a slice is only compared with its like, `few_journeys` do.
    """

    rounds: int
    seconds: int
    journeys: int
    few_journeys: int
    sizes: tuple[int, ...]
    requests: int

    @property
    def smallest(self) -> int:
        """The rows that the growth is measured against."""
        return self.sizes[0]


WHOLE = Plan(
    rounds=5,
    seconds=4,
    journeys=160,
    few_journeys=40,
    sizes=(100, 10_000, 1_000_000),
    requests=200_000,
)
QUICK = Plan(
    rounds=3, seconds=1, journeys=40, few_journeys=16, sizes=(100, 10_000), requests=10_000
)
