"""Files and folders that only their owner can open, whatever the umask."""

import os
import tempfile
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder and its missing parents with mode 0700.

    A folder that exists keeps its mode.
    """
    for each in (*reversed(folder.parents), folder):
        each.mkdir(mode=0o700, exist_ok=True)


def make_empty(file: Path) -> None:
    """Make an empty file of mode 0600 where there is none yet.

    The file is closed before it gets its name. A process that closes a database file loses
    SQLite's locks on it.
    """
    handle, draft = tempfile.mkstemp(dir=file.parent)
    os.close(handle)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)


def opener(file: str, flags: int) -> int:
    """Open a file for `open(…, opener=opener)`; a new file has mode 0600."""
    return os.open(file, flags, 0o600)
