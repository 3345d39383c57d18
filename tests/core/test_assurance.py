"""Promise: a step-up counts for its time alone, and by second factor where there is one (R15)."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.assurance import has_second_factor, is_fresh

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds_left", "amr", "needs_factor", "fresh"),
    [
        (1, ("password",), False, True),
        (0, ("password",), False, False),
        (-1, ("password",), False, False),
        (1, ("password",), True, False),
        (1, ("password", "totp"), True, True),
        (1, ("password", "backup_code"), True, True),
        (1, ("passkey",), True, True),
        (1, ("password", "trusted_device"), True, False),
        (0, ("password", "totp"), True, False),
        (1, (), False, True),
        (1, (), True, False),
    ],
)
def test_freshness_is_time_and_factor_r15(
    seconds_left: int, amr: tuple[str, ...], needs_factor: bool, fresh: bool
) -> None:
    until = _NOW + timedelta(seconds=seconds_left)
    assert is_fresh(fresh_until=until, amr=amr, needs_factor=needs_factor, now=_NOW) is fresh


def test_a_session_that_was_never_fresh_is_not_r15() -> None:
    assert not is_fresh(fresh_until=None, amr=("totp",), needs_factor=False, now=_NOW)


def test_a_password_and_a_remembered_device_are_no_second_factor_r70() -> None:
    assert not has_second_factor(("password", "trusted_device"))
    assert has_second_factor(("password", "totp"))
    assert has_second_factor(("password", "backup_code"))
    assert has_second_factor(("passkey",))
