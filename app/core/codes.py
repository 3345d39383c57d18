"""What a person may type as a code, and which of the two kinds it is (R05, R06)."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

from app.core.errors import InvalidRequest

_TOTP = re.compile(r"\A([0-9]{6}|[0-9]{8})\Z")
# Ours have 16 characters of Crockford's base32; those of other software 8, 10 or 12 letters and
# digits (django-otp 8, Flask-Security 12).
_BACKUP = re.compile(r"\A([0-9A-HJKMNP-TV-Z]{16}|[0-9A-Z]{8}|[0-9A-Z]{10}|[0-9A-Z]{12})\Z")
# Crockford's base32 reads look-alikes as the digit that was meant.
_LOOKALIKES = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class TotpCode:
    """Six ASCII digits, or eight where an authenticator was brought along from elsewhere."""

    digits: str = field(repr=False)

    @property
    def is_foreign(self) -> bool:
        """Whether no authenticator that was set up here shows such a code."""
        return len(self.digits) != 6


@dataclass(frozen=True)
class BackupCode:
    """Sixteen Crockford base32 characters, upper case, without dashes; fewer where it was brought
    along from elsewhere."""

    text: str = field(repr=False)

    @property
    def is_foreign(self) -> bool:
        """Whether no backup code that was made here looks like that."""
        return len(self.text) != 16


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
    raise malformed(field_name)


def malformed(field_name: str = "code") -> InvalidRequest:
    """Return the refusal of what is no code; it costs no attempt."""
    return InvalidRequest(
        fields={field_name: ["Enter the 6 digits of your app, or a backup code of 16 characters."]}
    )


ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
_LENGTH = 16


def new_code() -> str:
    """Return one code as it is shown: `XXXX-XXXX-XXXX-XXXX`."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return "-".join(text[at : at + 4] for at in range(0, _LENGTH, 4))


def keyed_digest(code: BackupCode, *, key: bytes, user_id: str) -> str:
    """Return the HMAC-SHA-256 of one user's code: one look-up finds it, the database alone
    cannot test a guess, and another user's code never fits (R22, R27)."""
    return hmac.digest(key, f"{user_id}|{code.text}".encode(), hashlib.sha256).hex()
