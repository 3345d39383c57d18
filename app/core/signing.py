"""Signed markers and tokens, with one salt for each purpose (R30, R71)."""

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from itsdangerous import BadData, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer
from itsdangerous import Signer as TextSigner

__all__ = ["BadData", "KeepingSerializer", "RefreshSigner", "Signer", "fingerprint"]

_LONGEST_KEPT = 1024


def fingerprint(key: str) -> str:
    """Return eight hex characters that name a signing key to operators."""
    return hashlib.sha256(f"second-lock.fingerprint.{key}".encode()).hexdigest()[:8]


class Signer:
    """Signs small JSON objects for one purpose.

    The signed text holds no time. The database row keeps the age.
    """

    def __init__(self, keys: Sequence[str], *, purpose: str) -> None:
        """Take the keys, the signing one first, and the purpose."""
        self._serializer = URLSafeSerializer(
            list(reversed(keys)),  # itsdangerous signs with the last key and reads with all
            salt=f"second-lock.{purpose}",
            signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
        )
        self._purpose = purpose

    def sign(self, payload: dict[str, Any]) -> str:
        """Return the signed text of `payload`, with the purpose as its `type`."""
        return str(self._serializer.dumps({**payload, "type": self._purpose}))

    def read(self, text: str) -> dict[str, Any] | None:
        """Return the payload, or None if signature, shape or purpose differ."""
        try:
            payload = self._serializer.loads(text)
        except (BadData, ValueError, RecursionError):
            return None
        if not isinstance(payload, dict) or payload.get("type") != self._purpose:
            return None
        return payload


class RefreshSigner:
    """Makes and reads refresh tokens of the form `sid.generation.mac`.

    The same session and generation give the same token, so that the server can repeat an answer
    that the client did not receive (R65).
    """

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, the signing one first."""
        self._signer = TextSigner(
            list(reversed(keys)),
            salt="second-lock.refresh",
            digest_method=hashlib.sha256,
            key_derivation="hmac",
        )

    def sign(self, session_id: str, generation: int) -> str:
        """Return the refresh token of a session's generation."""
        return self._signer.sign(f"{session_id}.{generation}").decode("ascii")

    def read(self, text: str) -> tuple[str, int] | None:
        """Return session id and generation, or None if MAC or shape differ."""
        try:
            session_id, _, generation = self._signer.unsign(text).decode("ascii").partition(".")
        except (BadData, ValueError):
            return None
        if not generation.isdecimal():
            return None
        return session_id, int(generation)


class _KeepingSigner(TimestampSigner):
    """A signer that derives each key once.

    Its base class derives the key again for every cookie.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._derived: dict[object, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the derived key, computed at its first use."""
        if secret_key not in self._derived:
            self._derived[secret_key] = super().derive_key(secret_key)
        return self._derived[secret_key]


class KeepingSerializer(URLSafeTimedSerializer):
    """A serializer of one salt for texts that come with every request.

    It makes its signer once, and caches the texts that it has read.
    """

    default_signer = _KeepingSigner
    _kept: TextSigner | None = None

    def __init__(self, *args: Any, **more: Any) -> None:
        """Take what the serializer takes."""
        super().__init__(*args, **more)
        self._read_lately = lru_cache(maxsize=1024)(self._read)

    def make_signer(self, salt: str | bytes | None = None) -> TextSigner:
        """Return the signer of the one salt."""
        if self._kept is None:
            self._kept = super().make_signer(salt)
        return self._kept

    def read(self, text: str) -> Mapping[str, Any]:
        """Return the object that was signed; raises BadData."""
        # One signed text has many valid spellings. Long ones would fill the memory of the cache.
        return (self._read_lately if len(text) <= _LONGEST_KEPT else self._read)(text)

    def _read(self, text: str) -> Mapping[str, Any]:
        # A valid signature stays valid under the same keys, so the result can be cached.
        return MappingProxyType(self.loads(text))
