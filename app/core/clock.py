"""The only reader of the wall clock.

Everything else gets `now` as a value.
"""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present time; tests pass a clock that they can set."""

    @property
    def simulated(self) -> datetime | None:
        """The moment that databases take for the present, or None.

        None stands for their own clocks. Only a simulation sets a moment.
        """
        ...

    def now(self) -> datetime:
        """Return the present moment, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    simulated = None

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)
