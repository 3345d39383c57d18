"""Where relative paths of settings start, and where no data lies."""

import sys
from collections.abc import Mapping
from pathlib import Path

from app.config.parsing import ConfigError
from app.config.root import is_installed

_HERE, _USUAL = "second-lock", ".local/state"
_FILE = "file:"


def working_folder(environ: Mapping[str, str], program: Path) -> Path:
    """Return the folder that WORKING_DIR names, or a program's usual one.

    The usual one is the checkout. For an installed program it is the folder for state of the XDG
    base directories. Raises ConfigError for a relative WORKING_DIR, and where nobody has a home.
    """
    if given := environ.get("WORKING_DIR", "").strip():
        if not Path(given).is_absolute():
            raise ConfigError("WORKING_DIR must be an absolute path")
        return Path(given)
    return _state_folder(environ) / _HERE if is_installed(program) else program


def anchored(environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return settings of the environment whose relative paths start at a folder."""
    found = {**environ, "WORKING_DIR": str(folder)}
    found["INSTANCE_DIR"] = str(folder / (environ.get("INSTANCE_DIR") or "instance"))
    if logo := environ.get("LOGO", "").strip():
        found["LOGO"] = str(folder / logo)
    if (mails := mail_folder(environ.get("MAIL_URL", ""))) is not None:
        found["MAIL_URL"] = f"{_FILE}{folder / mails}"
    return found


def mail_folder(mail_url: str) -> Path | None:
    """Return the folder that `file:` of MAIL_URL names, or None."""
    given = mail_url.strip()
    rest = given.removeprefix(_FILE).removeprefix("//")
    return Path(rest) if given.startswith(_FILE) and rest else None


def refuse_lost(name: str, place: Path, program: Path) -> None:
    """Raise ConfigError where a reinstall of the program would delete a place.

    pip empties the program's folder. pipx and uv delete the virtual environment around it.
    """
    if not is_installed(program):
        return
    for folder in _replaced(program):
        if place.resolve().is_relative_to(folder):
            raise ConfigError(f"{name} lies in {folder}, which a reinstall deletes: {place}")


def _replaced(program: Path) -> list[Path]:
    is_virtual = sys.prefix != sys.base_prefix
    return [program.parents[1], *([Path(sys.prefix).resolve()] if is_virtual else [])]


def _state_folder(environ: Mapping[str, str]) -> Path:
    given = Path(environ.get("XDG_STATE_HOME", ""))
    if given.is_absolute():  # a relative one counts as none (XDG base directories)
        return given
    try:
        return Path(environ.get("HOME") or Path.home()) / _USUAL
    except RuntimeError:
        raise ConfigError("WORKING_DIR must name a folder: nobody has a home here") from None
