"""Secrets of authenticators that passlib sealed, as Flask-Security keeps them."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.core.hash_costs import HashRefused

_MOST_COST = 22


def open_passlib_key(sealed: Mapping[str, Any], secrets: Mapping[str, str]) -> bytes:
    """Return the secret that passlib's `TOTP.to_json(encrypt=True)` sealed.

    passlib uses AES-256-CTR under PBKDF2-HMAC-SHA-256. The format has no check: a wrong key gives
    a wrong secret. `secrets` are the keys by their tag. Raises HashRefused where no key has the
    tag of `sealed`, or where version or cost are out of bounds.
    """
    secret, cost = secrets.get(str(sealed["t"])), int(sealed["c"])
    if sealed["v"] != 1 or not 0 <= cost <= _MOST_COST or secret is None:
        raise HashRefused("the secret was sealed under a key that was not given")
    salt = base64.b32decode(_padded(sealed["s"]))
    made = hashlib.pbkdf2_hmac("sha256", secret.encode(), salt, 1 << cost, dklen=48)
    opening = Cipher(algorithms.AES(made[:32]), modes.CTR(made[32:])).decryptor()
    return opening.update(base64.b32decode(_padded(sealed["k"]))) + opening.finalize()


def _padded(text: str) -> str:
    return text + "=" * (-len(text) % 8)
