"""Files and folders that only their owner can open, whatever the umask."""

import os
import tempfile
from collections.abc import Iterable
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


def write_new(file: Path, lines: Iterable[str]) -> int:
    """Write lines to a new file of mode 0600.

    They are on the disk when this returns. Returns how many. Raises OSError, and leaves no half of
    a file then.
    """
    with open(file, "x", encoding="utf-8", opener=opener) as out:
        try:
            many = sum(1 for line in lines if out.write(f"{line}\n"))
            out.flush()
            os.fsync(out.fileno())
        except BaseException:
            file.unlink()
            raise
    return many


def replace(file: Path, text: str) -> None:
    """Replace a file by a text, with mode 0600.

    Raises OSError, and leaves the former file then.
    """
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(fresh, "x", encoding="utf-8", opener=opener) as out:
            out.write(text)
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def opener(file: str, flags: int) -> int:
    """Open a file for `open(…, opener=opener)`; a new file has mode 0600."""
    return os.open(file, flags, 0o600)
