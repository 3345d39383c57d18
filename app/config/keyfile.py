"""The generated keys in `INSTANCE_DIR/keys.env`.

They are made once, even if many workers start together.
"""

import base64
import os
import secrets
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.config.parsing import ConfigError
from app.core import private_files

KEY_NAMES = ("SECRET_KEY", "TWOFA_SECRET_KEY", "ENCRYPTION_KEYS", "PASSWORD_PEPPER")


@dataclass(frozen=True)
class KeyFile:
    """The `keys.env` of an instance, and the settings read from it.

    `names` are the key settings that the environment does not give.
    """

    path: Path
    names: tuple[str, ...]

    def stamp(self) -> tuple[int, ...] | None:
        """Return a value that changes with the file, or None if unreadable."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def read(self) -> dict[str, str]:
        """Return the file's text for each of `names`; raises ConfigError."""
        found = _read(self.path)
        return {name: found.get(name, "") for name in self.names}


def generate_keys() -> dict[str, str]:
    """Return one fresh value for each key setting."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(32),
        "TWOFA_SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": _named_key(),
        "PASSWORD_PEPPER": _named_key(),
    }


def find_key_file(instance_dir: Path, given: Iterable[str]) -> KeyFile | None:
    """Return the key file of an instance.

    `given` names the settings that the environment gives. Returns None if it gives every key.
    """
    names = tuple(name for name in KEY_NAMES if name not in set(given))
    return KeyFile(instance_dir / "keys.env", names) if names else None


def ensure_keys(
    instance_dir: Path, *, is_used: Callable[[], bool] = lambda: False
) -> dict[str, str]:
    """Return the keys of the instance, made if the file is missing.

    The file has mode 0600. Raises ConfigError where the file is missing and `is_used` tells that
    there were keys before: under new keys the stored secrets would be unreadable, and every user
    signed out. Also raises ConfigError where the file cannot be read or written.
    """
    path = instance_dir / "keys.env"
    try:
        # The second look: another worker may have made the file, and the database's first rows,
        # since the first look.
        if not path.exists() and is_used() and not path.exists():
            raise ConfigError(
                f"{path} is missing, and the database holds what its keys made: put that file back"
            )
        if not path.exists():
            private_files.make_folder(instance_dir)
            _write_once(path, "".join(f"{k}={v}\n" for k, v in generate_keys().items()))
    except OSError as wrong:
        raise _unusable(path, wrong) from None
    return _read(path)


def rewrite_keys(path: Path, changes: Mapping[str, str]) -> None:
    """Replace the values of some settings in one atomic step.

    A reader sees the old or the new file. Mode and owner stay, so that the server can still read
    the file after a rotation by root. Raises OSError.
    """
    lines = [
        f"{name}={changes[name]}" if (name := line.partition("=")[0]) in changes else line
        for line in path.read_text("utf-8").splitlines()
    ]
    before = path.stat()
    draft = _draft(path.parent, "".join(f"{line}\n" for line in lines))
    try:
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(draft, before.st_uid, before.st_gid)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _named_key() -> str:
    return f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _read(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as wrong:
        raise _unusable(path, wrong) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is no text") from None
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _unusable(path: Path, wrong: OSError) -> ConfigError:
    return ConfigError(f"INSTANCE_DIR cannot hold the keys: {path}: {wrong.strerror}")


def _write_once(path: Path, text: str) -> None:
    # link() never replaces a file. If several workers start together, one whole file wins.
    draft = _draft(path.parent, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(folder: Path, text: str) -> Path:
    """Write a temporary file of mode 0600 in `folder`, with fsync."""
    handle, draft = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        os.unlink(draft)
        raise
    return Path(draft)


def _sync(folder: Path) -> None:
    # The new keys must be safe from a power cut before any value is sealed under them.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
