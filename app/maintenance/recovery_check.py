"""The check of `flask doctor` on recoveries without a second factor."""

from app.extensions import settings
from app.maintenance.finding import Finding, ok, warning
from app.recovery.listing import count_open

_DAY, _HOUR = 86_400, 3600


def recoveries() -> Finding:
    """Tell how long a recovery waits, and whether anybody hears of it."""
    found, waits = settings(), settings().recovery_wait_seconds
    if not waits:
        told = "off: `flask 2fa reset` helps who lost phone and codes"
        if found.support or found.is_local:
            return ok(told)
        return warning(f"{told}, and SUPPORT names nobody to ask", "Set SUPPORT.")
    told = f"wait {waits / _HOUR:g} hours; {count_open()} open"
    if waits < _DAY and not found.is_local:
        return warning(
            f"{told}: few owners read their mail so soon", "Set RECOVERY_WAIT_SECONDS=172800."
        )
    return ok(told)
