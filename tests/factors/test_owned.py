"""Promise: one place tells which factors a person has; a password is none of them (R15, P11)."""

import pytest

from app.factors.owned import Factors


@pytest.mark.parametrize(
    ("factors", "methods"),
    [
        (Factors(apps=0, usable=0, passkeys=0), ["backup_code"]),
        (Factors(apps=1, usable=0, passkeys=0), ["totp", "backup_code"]),
        (Factors(apps=5, usable=2, passkeys=2), ["passkey", "totp", "backup_code"]),
        (Factors(apps=0, usable=1, passkeys=1), ["passkey", "backup_code"]),
        (Factors(apps=0, usable=0, passkeys=1), ["backup_code"]),
    ],
)
def test_p11_methods_name_what_works_here_and_a_passkey_first(
    factors: Factors, methods: list[str]
) -> None:
    assert factors.methods == methods
