"""Where tests keep their files: in memory, where there is plenty of it."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PLENTY = 4 * 1024**3


def use_memory() -> None:
    """Let every temporary file of this process and its children lie in memory, unless TMPDIR is
    set. A test waits for no disk there; those of crashes kill processes, not the machine."""
    if "TMPDIR" not in os.environ and _is_fit(_MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def _is_fit(folder: Path) -> bool:
    """Whether programs can be written there and run, and a whole run finds room."""
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    can_run = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return can_run and shutil.disk_usage(folder).free >= _PLENTY
