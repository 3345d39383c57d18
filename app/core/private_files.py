"""Making files and folders that nobody but their owner can open, whatever the umask."""

import os
import tempfile
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for their owner alone.

    One that is there stays as it is.
    """
    for each in (*reversed(folder.parents), folder):
        each.mkdir(mode=0o700, exist_ok=True)


def make_empty(file: Path) -> None:
    """Make an empty file where there is none yet.

    It comes into its place closed: a process that closes a file loses SQLite's locks on it.
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
    """Open a file as `open` asks for it; one that is made belongs to its owner alone."""
    return os.open(file, flags, 0o600)
