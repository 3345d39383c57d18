"""What an authenticator signs, read by the library.

Only `ceremonies` imports this module, at the first ceremony: the library takes megabytes.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fido2 import cbor
from fido2.cose import CoseKey
from fido2.webauthn import AuthenticatorData

from app.passkeys.cose_keys import fitting_key, refuse_unusable
from app.passkeys.encoding import decoded, encoded

# The library copies the rest of its data at each item, so time grows with the square.
_LONGEST_ATTESTATION = 8192
_LONGEST_DATA = 3072
_LONGEST_SIGNATURE = 512
_LONGEST_KEY = 600


@dataclass(frozen=True)
class Flags:
    """The signed flags and the counter."""

    sign_count: int
    user_verified: bool
    backup_eligible: bool
    backed_up: bool


@dataclass(frozen=True)
class Attested:
    """A new key and the flags beside it."""

    credential_id: str
    public_key: str
    aaguid: str
    flags: Flags


def read_attested(attestation_object: Any, rp_id: str) -> Attested:
    """Return the new key of an attestation object.

    Raises ValueError, or what the library raises for damaged data.
    """
    outer = cbor.decode(decoded(attestation_object, most=_LONGEST_ATTESTATION))
    if not isinstance(outer, Mapping):
        raise TypeError
    data = _authenticator_data(outer["authData"])
    flags, made = _flags(data, rp_id), data.credential_data
    if made is None:
        raise ValueError
    key = fitting_key(made.public_key)
    refuse_unusable(key)
    return Attested(
        credential_id=encoded(made.credential_id),
        public_key=encoded(cbor.encode(key)),
        aaguid=str(made.aaguid),
        flags=flags,
    )


def verified(response: Mapping[str, Any], client_data: bytes, rp_id: str, key: str) -> Flags:
    """Verify a signature under a COSE key and return the flags.

    Raises ValueError or InvalidSignature, or what the library raises for damaged data.
    """
    raw = decoded(response["authenticatorData"], most=_LONGEST_DATA)
    flags = _flags(_authenticator_data(raw), rp_id)
    signature = decoded(response["signature"], most=_LONGEST_SIGNATURE)
    stored_key(key).verify(raw + hashlib.sha256(client_data).digest(), signature)
    return flags


def stored_key(text: Any) -> CoseKey:
    """Return the COSE key that base64url holds.

    An import brings keys that never registered here, so each use checks the key again. Raises
    ValueError, or what the library raises for damaged data.
    """
    found = cbor.decode(decoded(text, most=_LONGEST_KEY))
    if not isinstance(found, Mapping):
        raise TypeError
    key = fitting_key(found)
    refuse_unusable(key)
    return key


def _authenticator_data(raw: Any) -> AuthenticatorData:
    if not isinstance(raw, bytes) or len(raw) > _LONGEST_DATA:
        raise ValueError
    return AuthenticatorData(raw)


def _flags(data: AuthenticatorData, rp_id: str) -> Flags:
    """Return the flags of data for `rp_id`; raises ValueError where they contradict."""
    if data.rp_id_hash != hashlib.sha256(rp_id.encode("ascii")).digest():
        raise ValueError
    if not data.is_user_present() or (data.is_backed_up() and not data.is_backup_eligible()):
        raise ValueError
    return Flags(
        sign_count=data.counter,
        user_verified=data.is_user_verified(),
        backup_eligible=data.is_backup_eligible(),
        backed_up=data.is_backed_up(),
    )
