"""What a person may type as a code, and which of the two kinds it is (R05, R06)."""

import re
from dataclasses import dataclass, field

from app.core.errors import InvalidRequest

_TOTP = re.compile(r"\A[0-9]{6}\Z")
_BACKUP = re.compile(r"\A[0-9A-HJKMNP-TV-Z]{16}\Z")
# Crockford's base32 reads look-alikes as the digit that was meant.
_LOOKALIKES = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class TotpCode:
    """Six ASCII digits."""

    digits: str = field(repr=False)


@dataclass(frozen=True)
class BackupCode:
    """Sixteen Crockford base32 characters, upper case, without dashes."""

    text: str = field(repr=False)


Code = TotpCode | BackupCode


def parse_code(text: str, *, field_name: str = "code") -> Code:
    """Return the code that `text` spells, ASCII spaces and dashes ignored.

    Raises InvalidRequest for anything else. Only ASCII passes: pyotp compares under NFKC, which
    would make a used code "new" in full-width digits (CVE-2025-6014).
    """
    bare = text.replace(" ", "").replace("-", "")
    if bare.isascii():
        if _TOTP.match(bare):
            return TotpCode(bare)
        folded = bare.upper().translate(_LOOKALIKES)
        if _BACKUP.match(folded):
            return BackupCode(folded)
    raise InvalidRequest(
        fields={field_name: ["Enter the 6 digits of your app, or a backup code of 16 characters."]}
    )
