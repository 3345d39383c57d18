"""Which store counts the outer ring's requests: the first that answers, never none (F03)."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, TypeVar

from limits.storage import Storage

from app.core.clock import Clock
from app.web.metrics import count

T = TypeVar("T")
_REST = timedelta(seconds=1)
_log = logging.getLogger(__name__)


class Layer:
    """One store, with the numbers that a metric shows: outages begun, requests it did not count.

    A store that failed rests for a second, so that a dead one costs one request a second its
    timeout and not every request.
    """

    def __init__(self, name: str, storage: Storage) -> None:
        """Take the name for the log and the store."""
        self.name, self.storage = name, storage
        self.outages = self.missed = 0
        self._failed_at: datetime | None = None
        self._lock = Lock()

    def may_ask(self, now: datetime) -> bool:
        """Tell whether the caller should ask this store; while it is down, one caller a second."""
        with self._lock:
            if self._failed_at is None:
                return True
            # A clock that was set back must not make the rest longer.
            if timedelta(0) <= now - self._failed_at < _REST:
                self.missed += 1
                return False
            self._failed_at = now
            return True

    def note_failure(self, wrong: Exception, now: datetime) -> None:
        """Let the store rest; one log line an outage."""
        with self._lock:
            self.missed += 1
            begins = self._failed_at is None
            self.outages += begins
            self._failed_at = now
        if begins:
            count("store_outages", self.name)
            kind = type(wrong).__name__
            _log.warning("request limits: %s does not answer (%s)", self.name, kind)

    def note_answer(self) -> None:
        """End an outage, with a log line."""
        if self._failed_at is None:
            return
        with self._lock:
            ended, self._failed_at = self._failed_at is not None, None
        if ended:
            _log.warning("request limits: %s answers again", self.name)


class LayeredStorage(Storage):
    """A storage of `limits` that asks its layers in turn; the last is memory and never fails."""

    STORAGE_SCHEME = ["second-lock"]  # noqa: RUF012

    def __init__(
        self,
        uri: str | None = None,
        wrap_exceptions: bool = False,
        *,
        layers: Sequence[Layer],
        clock: Clock,
        **_: Any,
    ) -> None:
        """Take the layers, the best one first; the rest is what `limits` hands to a storage."""
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self.layers, self._clock = tuple(layers), clock

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Nothing: every failure of a layer is answered by the next one."""
        return ()

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a request in the first layer that answers."""
        return self._ask(lambda store: store.incr(key, expiry, amount))

    def get(self, key: str) -> int:
        """Return the count of a key."""
        return self._ask(lambda store: store.get(key))

    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends, in seconds since 1970."""
        return self._ask(lambda store: store.get_expiry(key))

    def check(self) -> bool:
        """Tell whether the best layer answers."""
        return self.layers[0].storage.check()

    def reset(self) -> int | None:
        """Forget every count of the layer that counts now."""
        return self._ask(lambda store: store.reset())

    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        self._ask(lambda store: store.clear(key))

    def _ask(self, question: Callable[[Storage], T]) -> T:
        for layer in self.layers[:-1]:
            now = self._clock.now()
            if not layer.may_ask(now):
                continue
            try:
                answer = question(layer.storage)
            except layer.storage.base_exceptions as wrong:
                layer.note_failure(wrong, now)
            else:
                layer.note_answer()
                return answer
        return question(self.layers[-1].storage)
