"""The keys in force: looked for in `keys.env` at every use, so that a rotation needs no restart."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from app.config.keyfile import KeyFile
from app.config.loading import with_keys_of
from app.config.parsing import ConfigError
from app.config.settings import Settings

T = TypeVar("T")
# Raises ConfigError where the second settings' keys cannot take the place of the first one's.
Fit = Callable[[Settings, Settings], None]
_AGAIN_SECONDS = 1.0
_KEPT = "%s was not taken over, the keys in memory stay: %s"
_log = logging.getLogger(__name__)


class CannotTell(Exception):
    """Whether keys fit cannot be told now: the database does not answer."""


class LiveKeys(Generic[T]):
    """What is made from the present keys; made anew, whole, when the key file changes.

    A look at the file's stamp costs microseconds. Looking before every use, and not only when
    something does not open, means that a process seals and signs under the new key as soon as
    the file has it, and that forged cookies make nobody read the file.
    """

    def __init__(
        self,
        settings: Settings,
        file: KeyFile | None,
        make: Callable[[Settings], T],
        *,
        refuse_unfit: Fit = lambda _held, _new: None,
    ) -> None:
        """Take the settings of the start, the file that may replace their keys, the maker, and
        what holds new keys against those in force."""
        self._settings, self._file, self._make = settings, file, make
        self._refuse_unfit = refuse_unfit
        self._made = make(settings)
        # Of no file, although the settings were just read: the file may have changed since.
        self._stamp: tuple[int, ...] | None = ()
        self._lock, self._not_before = threading.Lock(), 0.0

    def current(self) -> T:
        """Return what the present keys make. A file that is gone, damaged or of another instance
        changes nothing."""
        if self._file is not None and self._file.stamp() != self._stamp:
            with self._lock:
                self._reread(self._file)
        return self._made

    def _reread(self, file: KeyFile) -> None:
        stamp = file.stamp()  # before the reading: a change in between is seen at the next use
        if stamp == self._stamp or time.monotonic() < self._not_before:
            return
        try:
            self._take_over(file)
        except ConfigError as wrong:
            _log.error(_KEPT, file.path, wrong)
        except CannotTell:
            _log.error(_KEPT, file.path, "the database, which would tell, does not answer")
            self._not_before = time.monotonic() + _AGAIN_SECONDS
            return
        self._stamp = stamp  # last: until then others wait for the lock and not use older keys

    def _take_over(self, file: KeyFile) -> None:
        found = with_keys_of(self._settings, file)
        self._refuse_unfit(self._settings, found)
        self._made, self._settings = self._make(found), found
