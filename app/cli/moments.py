"""The type of an option that takes a day or a moment."""

from datetime import UTC, datetime, timedelta
from typing import Any

import click

_DAY = len("2026-11-21")


class Moment(click.ParamType[datetime]):
    """A day or a moment, in its zone or UTC."""

    name = "time"

    def __init__(self, *, ends_day: bool = False) -> None:
        """Take whether a day without a time stands for its end."""
        self._ends_day = ends_day

    def convert(self, value: Any, _param: Any, _context: Any) -> datetime:
        """Return the moment, or end the command with one line."""
        try:
            moment = datetime.fromisoformat(value)
            if self._ends_day and len(value) <= _DAY:
                moment += timedelta(days=1, microseconds=-1)
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return zoned.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no time: write 2026-11-21 or 2026-11-21T12:00:00Z")
