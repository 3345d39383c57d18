"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta


class FrozenClock:
    def __init__(self) -> None:
        # The start of a time step, so that "the next code" is always 30 seconds away.
        self.moment = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def move(self, *, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def next_step(self) -> None:
        self.move(seconds=30)
