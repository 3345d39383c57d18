"""What a benchmark found: a figure beside its target, with the samples that it was made from."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Finding:
    """One figure. `low` and `high` are its spread over the rounds; without target it only informs.

    A ratio is the ratio of the medians; its spread is that of the ratios round by round.
    """

    group: str
    what: str
    value: float
    low: float
    high: float
    unit: str
    samples: Mapping[str, Sequence[float]]
    at_least: float | None = None
    at_most: float | None = None

    @property
    def target(self) -> str:
        """The target in words; empty where there is none."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g} {self.unit}"
        return f"≤ {self.at_most:g} {self.unit}" if self.at_most is not None else ""

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.at_least is not None:
            return self.value >= self.at_least
        return self.value <= self.at_most if self.at_most is not None else None

    def as_json(self) -> dict[str, object]:
        """Return all of it for a program."""
        return {**asdict(self), "target": self.target, "met": self.is_met}


def ratio(
    group: str,
    what: str,
    samples: Mapping[str, Sequence[float]],
    *,
    of: str,
    to: str,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Finding:
    """Return how one contestant's samples compare to another's, taken in the same rounds."""
    each = [one / two for one, two in zip(samples[of], samples[to], strict=True)]
    return Finding(
        group,
        what,
        statistics.median(samples[of]) / statistics.median(samples[to]),
        min(each),
        max(each),
        "×",
        {of: list(samples[of]), to: list(samples[to])},
        at_least,
        at_most,
    )


def figure(
    group: str,
    what: str,
    unit: str,
    samples: Sequence[float],
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Finding:
    """Return the median of what was measured."""
    return Finding(
        group,
        what,
        statistics.median(samples),
        min(samples),
        max(samples),
        unit,
        {what: list(samples)},
        at_least,
        at_most,
    )
