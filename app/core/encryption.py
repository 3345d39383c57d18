"""Sealing of secrets at rest by AES-256-GCM (R18, ASVS 11.3.3).

The seal binds a value to its table, its column and its owner.
"""

import base64
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class SealBroken(Exception):
    """A sealed value was moved or changed, or its key is missing."""


class KeyRing:
    """Named 32-byte keys; the first one seals, every one opens."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        """Take the keys by id, the sealing one first."""
        self._keys = dict(keys)
        self._ciphers: dict[tuple[str, str], AESGCM] = {}
        self.current = next(iter(self._keys))

    @property
    def ids(self) -> tuple[str, ...]:
        """The key ids, the sealing one first."""
        return tuple(self._keys)

    def seal(self, plain: bytes, *, purpose: str, owner: str) -> str:
        """Return `v1.<key id>.<base64 nonce and ciphertext>`.

        `purpose` is "table.column", and `owner` is the id of the row's owner. Both are associated
        data, so that a value copied into another row or column does not open.
        """
        nonce = os.urandom(_NONCE)
        sealed = self._cipher(self.current, purpose).encrypt(
            nonce, plain, _context(self.current, purpose, owner)
        )
        return f"v1.{self.current}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open_sealed(self, token: str, *, purpose: str, owner: str) -> bytes:
        """Return the plain bytes; raises SealBroken."""
        try:
            version, key_id, body = token.split(".")
            raw = base64.urlsafe_b64decode(body)
            if version != "v1" or key_id not in self._keys:
                raise SealBroken(f"unknown version or key id in a sealed {purpose}")
            return self._cipher(key_id, purpose).decrypt(
                raw[:_NONCE], raw[_NONCE:], _context(key_id, purpose, owner)
            )
        except (ValueError, InvalidTag):
            raise SealBroken(f"a sealed {purpose} does not open") from None

    @staticmethod
    def beginning(key_id: str) -> str:
        """Return the text with which every value sealed under a key begins."""
        return f"v1.{key_id}."

    def _cipher(self, key_id: str, purpose: str) -> AESGCM:
        made = self._ciphers.get((key_id, purpose))
        if made is None:
            info = f"second-lock/{purpose}".encode()
            derive = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=info)
            made = self._ciphers[key_id, purpose] = AESGCM(derive.derive(self._keys[key_id]))
        return made


def _context(key_id: str, purpose: str, owner: str) -> bytes:
    return f"v1|{key_id}|{purpose}|{owner}".encode()
