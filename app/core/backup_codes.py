"""Backup codes: 80 random bits each, stored as a keyed hash (R19, NIST 800-63B-4 4.2.1.1)."""

import hashlib
import hmac
import secrets

from app.core.codes import BackupCode

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
