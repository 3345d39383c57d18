"""The codes that users type: TOTP codes and backup codes (R05, R06)."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from app.core.errors import InvalidRequest
from app.core.text import _

_TOTP = re.compile(r"\A([0-9]{6}|[0-9]{8})\Z")
# Our codes have 16 characters of Crockford's base32. Other software's codes have 8, 10 or 12
# letters and digits (django-otp 8, Flask-Security 12).
_BACKUP = re.compile(r"\A([0-9A-HJKMNP-TV-Z]{16}|[0-9A-Z]{8}|[0-9A-Z]{10}|[0-9A-Z]{12})\Z")
# Crockford's base32 reads the letters O, I and L as the digits 0, 1 and 1.
_LOOKALIKES = str.maketrans("OIL", "011")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
CODES_OF_A_SET = 10  # backup codes that a person is given at once
_LENGTH = 16


@dataclass(frozen=True)
class TotpCode:
    """Six ASCII digits, or eight of an imported authenticator."""

    digits: str = field(repr=False)

    @property
    def is_foreign(self) -> bool:
        """Whether only an imported authenticator shows such a code."""
        return len(self.digits) != 6


@dataclass(frozen=True)
class BackupCode:
    """Sixteen Crockford base32 characters, upper case, without dashes.

    An imported code has 8, 10 or 12 letters and digits.
    """

    text: str = field(repr=False)

    @property
    def is_foreign(self) -> bool:
        """Whether only an imported backup code has this length."""
        return len(self.text) != _LENGTH


Code = TotpCode | BackupCode


def parse_code(text: str) -> Code:
    """Return the code in `text`; raises InvalidRequest for anything else.

    ASCII spaces and dashes are ignored. Only ASCII passes: pyotp compares under NFKC, so that a
    used code would count as new in full-width digits (CVE-2025-6014).
    """
    bare = text.replace(" ", "").replace("-", "")
    if bare.isascii():
        if _TOTP.match(bare):
            return TotpCode(bare)
        folded = bare.upper().translate(_LOOKALIKES)
        if _BACKUP.match(folded):
            return BackupCode(folded)
    raise malformed()


def parse_app_code(text: str) -> TotpCode:
    """Return the six digits in `text`; raises InvalidRequest for anything else."""
    refusal = InvalidRequest(fields={"token": [_("Enter the 6 digits of your app.")]})
    try:
        code = parse_code(text)
    except InvalidRequest:
        raise refusal from None
    if not isinstance(code, TotpCode) or code.is_foreign:
        raise refusal
    return code


def malformed() -> InvalidRequest:
    """Return the refusal of a malformed code; it costs no attempt."""
    return InvalidRequest(
        fields={"code": [_("Enter the 6 digits of your app, or a backup code of 16 characters.")]}
    )


def new_code() -> str:
    """Return a fresh backup code as users see it: `XXXX-XXXX-XXXX-XXXX`."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return "-".join(text[at : at + 4] for at in range(0, _LENGTH, 4))


def keyed_digest(code: BackupCode, *, key: bytes, user_id: str) -> str:
    """Return the HMAC-SHA-256 of one user's code, in hex (R22, R27).

    One query finds the code by it. A thief of the database cannot test a guess without `key`. Two
    users' equal codes have different digests.
    """
    return hmac.digest(key, f"{user_id}|{code.text}".encode(), hashlib.sha256).hex()
