"""Flask-Limiter's memory storage for a process with several threads."""

from threading import Lock

from limits.storage import MemoryStorage


class SerialMemoryStorage(MemoryStorage):
    """A memory storage that counts one call at a time.

    The parent class starts a timer when it counts. Two concurrent threads would start the same
    timer twice, which raises an error in the request.
    """

    STORAGE_SCHEME = ["serial-memory"]  # noqa: RUF012 (the registry of `limits` reads it)

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, **_: str) -> None:
        """Take the arguments of `limits.storage.storage_from_string`."""
        self._turn = Lock()
        super().__init__(uri, wrap_exceptions)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count a call; return the number of calls in its window."""
        with self._turn:
            return super().incr(key, expiry, amount)
