"""What a session has proven (RFC 8176), and how recently (RFC 9470)."""

from collections.abc import Collection
from datetime import datetime

PASSWORD, TOTP, BACKUP_CODE, PASSKEY = "password", "totp", "backup_code", "passkey"
TRUSTED_DEVICE = "trusted_device"
SECOND_FACTORS = frozenset({TOTP, BACKUP_CODE, PASSKEY})


def has_second_factor(amr: Collection[str]) -> bool:
    """Tell whether a second factor was proven in this session."""
    return not SECOND_FACTORS.isdisjoint(amr)


def is_fresh(
    *, fresh_until: datetime | None, amr: Collection[str], needs_factor: bool, now: datetime
) -> bool:
    """Tell whether a step-up still counts at `now`.

    An account with two factors (`needs_factor`) needs a session that proved a second factor.
    """
    if fresh_until is None or now >= fresh_until:
        return False
    return has_second_factor(amr) or not needs_factor
