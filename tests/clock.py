"""The clocks of the tests: one that stands still until a test moves it, and one that runs."""

from datetime import UTC, datetime, timedelta

from app.core.clock import SystemClock


class FrozenClock:
    def __init__(self) -> None:
        # The start of a time step, so that "the next code" is always 30 seconds away.
        self.moment = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    @property
    def simulated(self) -> datetime | None:
        return self.moment

    def move(self, *, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def next_step(self) -> None:
        self.move(seconds=30)


class RunningClock(FrozenClock):
    """Agrees with the database's clock, but for what a test sets: readiness compares the two."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead

    @property
    def simulated(self) -> datetime | None:
        return None

    def move(self, *, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)

    def set_right(self) -> None:
        self.ahead = timedelta()
