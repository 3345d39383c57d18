"""How `flask doctor` judges one thing, and what mends it."""

from collections.abc import Callable
from dataclasses import dataclass

OK, WARNING, BROKEN = "ok", "warning", "broken"


@dataclass(frozen=True)
class Found:
    """What one look found: `told` says what is, `mend` what to do where that is not well."""

    state: str
    told: str
    mend: str = ""


Look = Callable[[], Found]


def ok(told: str) -> Found:
    """Return that all is well."""
    return Found(OK, told)


def warning(told: str, mend: str) -> Found:
    """Return what works, but not as it should."""
    return Found(WARNING, told, mend)


def broken(told: str, mend: str) -> Found:
    """Return what does not work, or is not safe."""
    return Found(BROKEN, told, mend)
