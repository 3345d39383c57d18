"""The keys in force, which follow `keys.env` without a restart."""

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
# Takes held and new settings, and raises ConfigError where the new keys cannot replace the held.
Fit = Callable[[Settings, Settings], None]
_AGAIN_SECONDS = 1.0
_KEPT = "%s was not taken over, the keys in memory stay: %s"
_log = logging.getLogger(__name__)


class CannotTell(Exception):
    """The database does not answer, so that the keys cannot be checked."""


class LiveKeys(Generic[T]):
    """The object made from the current keys.

    A change of the key file replaces the whole object. Each use compares the file's stamp, which
    takes microseconds. The process therefore seals and signs under a new key as soon as the file
    has it, and a forged cookie causes no read of the file.
    """

    def __init__(
        self,
        settings: Settings,
        file: KeyFile | None,
        make: Callable[[Settings], T],
        *,
        refuse_unfit: Fit = lambda _held, _new: None,
    ) -> None:
        """Take the settings of the start and the file of later keys.

        `make` makes the object from settings. `refuse_unfit` raises where new keys do not fit.
        """
        self._settings, self._file, self._make = settings, file, make
        self._refuse_unfit = refuse_unfit
        self._made = make(settings)
        # The stamp of no file: the file may have changed since the settings were read.
        self._stamp: tuple[int, ...] | None = ()
        self._lock, self._not_before = threading.Lock(), 0.0

    def current(self) -> T:
        """Return the object for the current keys.

        A file that is missing, damaged or of another instance changes nothing.
        """
        if self._file is not None and self._file.stamp() != self._stamp:
            with self._lock:
                self._reread(self._file)
        return self._made

    def _reread(self, file: KeyFile) -> None:
        stamp = file.stamp()  # before the read, so that the next use sees a change in between
        if stamp == self._stamp or time.monotonic() < self._not_before:
            return
        try:
            self._take_over(file)
        except ConfigError as wrong:
            _log.error(_KEPT, file.path, wrong)
        except CannotTell:
            _log.error(_KEPT, file.path, "the database, which checks the keys, does not answer")
            self._not_before = time.monotonic() + _AGAIN_SECONDS
            return
        self._stamp = stamp  # last: until then other threads wait for the lock, not use old keys

    def _take_over(self, file: KeyFile) -> None:
        found = with_keys_of(self._settings, file)
        self._refuse_unfit(self._settings, found)
        self._made, self._settings = self._make(found), found
