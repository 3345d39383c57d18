"""The only reader of the wall clock.

Everything else gets `now` as a value.
"""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the present time; tests pass a clock that they can set."""

    def now(self) -> datetime:
        """Return the present moment, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.now(UTC)
