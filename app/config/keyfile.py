"""The generated keys in `INSTANCE_DIR/keys.env`: made once, however many workers start together."""

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
    """`keys.env` of an instance, and the settings that are read from it: those that the
    environment does not give."""

    path: Path
    names: tuple[str, ...]

    def stamp(self) -> tuple[int, ...] | None:
        """Return what changes whenever the file does, or None where it cannot be looked at."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return (found.st_ino, found.st_mtime_ns, found.st_size)

    def read(self) -> dict[str, str]:
        """Return the text of each setting that comes from the file; raises ConfigError."""
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
    """Return the key file of an instance where any key comes from it; `given` ones do not."""
    names = tuple(name for name in KEY_NAMES if name not in set(given))
    return KeyFile(instance_dir / "keys.env", names) if names else None


def ensure_keys(
    instance_dir: Path, *, is_used: Callable[[], bool] = lambda: False
) -> dict[str, str]:
    """Return the keys of the instance, writing the file (mode 0600) where there is none yet.

    Raises ConfigError where `is_used` tells that there were keys before: new ones would make what
    lies under the lost ones unreadable, and sign everybody out.
    """
    path = instance_dir / "keys.env"
    try:
        # Looked for again: who was slow to start may find a database that is used by now.
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
    """Replace the values of some settings in one step: whoever reads sees the old or the new file.

    Mode and owner stay, so that a rotation by root does not lock the server out.
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
    # link() refuses to replace: of several workers that start together, one file wins, whole.
    draft = _draft(path.parent, text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(folder: Path, text: str) -> Path:
    """Write a file of mode 0600 beside the real one and wait for the disk."""
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
    # Values are about to be sealed under the new keys: these must survive a power cut first.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
