"""The check of `flask doctor` that names who may register."""

from app.extensions import settings
from app.maintenance.finding import Finding, ok, warning

_TOLD = {
    "open": "open: anyone may make an account",
    "invited": "invited: an account needs an invitation",
    "closed": "closed: operators alone make accounts",
}


def door() -> Finding:
    """Tell who may register, and warn where a public server admits strangers."""
    found = settings().door
    told = _TOLD.get(str(found)) or f"open for {found}; everybody else needs an invitation"
    if str(found) == "open" and not settings().is_local:
        return warning(told, "Set REGISTRATION=invited unless strangers shall have accounts.")
    return ok(told)
