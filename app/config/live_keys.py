"""The keys in force: looked for in `keys.env` at every use, so that a rotation needs no restart."""

import logging
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from app.config.keyfile import KeyFile
from app.config.loading import with_keys_of
from app.config.parsing import ConfigError
from app.config.settings import Settings

T = TypeVar("T")
_log = logging.getLogger(__name__)


class LiveKeys(Generic[T]):
    """What is made from the present keys; made anew, whole, when the key file changes.

    A look at the file's stamp costs microseconds. Looking before every use, and not only when
    something does not open, means that a process seals and signs under the new key as soon as
    the file has it, and that forged cookies make nobody read the file.
    """

    def __init__(
        self, settings: Settings, file: KeyFile | None, make: Callable[[Settings], T]
    ) -> None:
        """Take the settings of the start, the file that may replace their keys, and the maker."""
        self._settings, self._file, self._make = settings, file, make
        self._made = make(settings)
        # None, although the settings were just read: the file may have changed since.
        self._stamp: tuple[int, ...] | None = None
        self._lock = threading.Lock()

    def current(self) -> T:
        """Return what the present keys make. A file that is gone or damaged changes nothing."""
        if self._file is not None and self._file.stamp() not in {None, self._stamp}:
            with self._lock:
                self._reread(self._file)
        return self._made

    def _reread(self, file: KeyFile) -> None:
        stamp = file.stamp()  # before the reading: a change in between is seen at the next use
        if stamp in {None, self._stamp}:
            return
        try:
            self._made = self._make(with_keys_of(self._settings, file))
        except ConfigError as wrong:
            _log.error("keys.env was not taken over, the keys in memory stay: %s", wrong)
        self._stamp = stamp  # last: until then others wait for the lock and not use older keys
