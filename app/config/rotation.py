"""Rotation of the keys in `keys.env`, one rotation at a time."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from app.config.keyfile import KeyFile, generate_keys, rewrite_keys
from app.config.parsing import ConfigError
from app.core.clock import SystemClock


@contextmanager
def one_rotation(file: KeyFile | None) -> Iterator[None]:
    """Hold the instance's lock; raises ConfigError if another rotation runs.

    The lock is on the folder, so that no lock file remains. The system releases the lock of a
    killed process.
    """
    if file is None:  # an operator sets the environment by hand, and re-sealing may run twice
        yield
        return
    folder = os.open(file.path.parent, os.O_RDONLY)
    try:
        _lock(folder)
        yield
    finally:
        os.close(folder)


def add_fresh_keys(file: KeyFile, names: Sequence[str]) -> None:
    """Put a fresh key before the held keys of each named setting."""
    held, fresh = file.read(), generate_keys()
    _rewrite(file, {name: f"{fresh[name]},{held[name]}" for name in names})


def drop_old_keys(file: KeyFile, names: Sequence[str]) -> None:
    """Remove all keys but the first from each named setting."""
    held = file.read()
    _rewrite(file, {name: held[name].partition(",")[0].strip() for name in names})


def seconds_since_change(file: KeyFile) -> float:
    """Return the age of the file's last change, by the machine's clock."""
    return SystemClock().now().timestamp() - file.path.stat().st_mtime


def _lock(folder: int) -> None:
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise ConfigError("another rotation of these keys is running") from None


def _rewrite(file: KeyFile, changes: dict[str, str]) -> None:
    try:
        rewrite_keys(file.path, changes)
    except OSError as wrong:
        raise ConfigError(f"INSTANCE_DIR cannot hold the keys: {wrong.strerror}") from None
