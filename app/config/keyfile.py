"""The generated keys in `INSTANCE_DIR/keys.env`: made once, however many workers start together."""

import base64
import os
import secrets
import tempfile
from pathlib import Path

from app.config.parsing import ConfigError

KEY_NAMES = ("SECRET_KEY", "TWOFA_SECRET_KEY", "ENCRYPTION_KEYS", "PASSWORD_PEPPER")


def generate_keys() -> dict[str, str]:
    """Return one fresh value for each key setting."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(32),
        "TWOFA_SECRET_KEY": secrets.token_urlsafe(32),
        "ENCRYPTION_KEYS": _named_key(),
        "PASSWORD_PEPPER": _named_key(),
    }


def ensure_keys(instance_dir: Path) -> dict[str, str]:
    """Return the keys of the instance, writing the file (mode 0600) where there is none yet."""
    path = instance_dir / "keys.env"
    try:
        if not path.exists():
            instance_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_once(path, "".join(f"{k}={v}\n" for k, v in generate_keys().items()))
        lines = path.read_text("utf-8").splitlines()
    except OSError as wrong:
        raise ConfigError(f"INSTANCE_DIR cannot hold the keys: {wrong.strerror}") from None
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _named_key() -> str:
    return f"k{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _write_once(path: Path, text: str) -> None:
    # link() refuses to replace: of several workers that start together, one file wins, whole.
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
