"""How `flask doctor` judges one thing, and what mends it."""

from collections.abc import Callable
from dataclasses import dataclass

OK, WARNING, BROKEN = "ok", "warning", "broken"


@dataclass(frozen=True)
class Finding:
    """What one check found.

    `told` says what is, `mend` what to do where that is not well.
    """

    state: str
    told: str
    mend: str = ""


FindingOf = Callable[[], Finding]


def ok(told: str) -> Finding:
    """Return that all is well."""
    return Finding(OK, told)


def warning(told: str, mend: str) -> Finding:
    """Return what works, but not as it should."""
    return Finding(WARNING, told, mend)


def broken(told: str, mend: str) -> Finding:
    """Return what does not work, or is not safe."""
    return Finding(BROKEN, told, mend)
