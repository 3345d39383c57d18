"""Flask-Limiter's memory, for a process whose threads count at the same time."""

from threading import Lock

from limits.storage import MemoryStorage


class SerialMemoryStorage(MemoryStorage):
    """Counts one call after the other. The parent starts a timer at a count: two threads that do so
    at once start one timer twice, and the request ends in an error."""

    STORAGE_SCHEME = ["serial-memory"]  # noqa: RUF012 (the registry of `limits` reads it)

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, **_: str) -> None:
        """Take what `limits.storage.storage_from_string` gives."""
        self._turn = Lock()
        super().__init__(uri, wrap_exceptions)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count a call and return the calls of its window so far."""
        with self._turn:
            return super().incr(key, expiry, amount)
