"""Verification of passkey ceremonies (WebAuthn Level 3, 7.1 and 7.2).

It is pure: no database, no clock. Whatever is damaged raises InvalidPasskey alone (P13). Users of
passkeys pay for the library: it is loaded with the first signature, never at the start.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.passkeys.client_data import (
    id_of,
    read_client_data,
    refusing_damaged,
    require_ceremony,
    response_of,
)
from app.passkeys.encoding import decoded
from app.passkeys.relying_party import RelyingParty

_LONGEST_HANDLE = 64
_MOST_TRANSPORTS = 8
_TRANSPORT = re.compile(r"[a-z-]{1,12}")


@dataclass(frozen=True)
class NewKey:
    """A new passkey, as its registration tells it.

    `credential_id` and `public_key` (a COSE key) are base64url.
    """

    credential_id: str
    public_key: str
    sign_count: int
    aaguid: str
    transports: tuple[str, ...]
    backup_eligible: bool
    backed_up: bool
    user_verified: bool
    challenge: str


@dataclass(frozen=True)
class Presented:
    """What an assertion claims before its signature is verified."""

    credential_id: str
    user_handle: str | None
    challenge: str
    origin: str


@dataclass(frozen=True)
class Proof:
    """What the signed data of an assertion says."""

    sign_count: int
    user_verified: bool
    backup_eligible: bool
    backed_up: bool


def read_registration(credential: Mapping[str, Any], party: RelyingParty) -> NewKey:
    """Return the new passkey of a credential; raises InvalidPasskey.

    The caller checks the challenge. The attestation is ignored.
    """
    from app.passkeys.signed_data import read_attested  # noqa: PLC0415

    with refusing_damaged():
        response = response_of(credential)
        said = read_client_data(response)
        require_ceremony(said, "webauthn.create", party)
        made = read_attested(response["attestationObject"], party.id)
        if made.credential_id != id_of(credential):
            raise ValueError
        return NewKey(
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.flags.sign_count,
            aaguid=made.aaguid,
            transports=transports_of(response.get("transports", [])),
            backup_eligible=made.flags.backup_eligible,
            backed_up=made.flags.backed_up,
            user_verified=made.flags.user_verified,
            challenge=said.challenge,
        )


def read_assertion(credential: Mapping[str, Any]) -> Presented:
    """Return what a credential claims, to find its key by; raises InvalidPasskey."""
    with refusing_damaged():
        response = response_of(credential)
        said = read_client_data(response)
        handle = response.get("userHandle") or None
        if handle is not None:
            decoded(handle, most=_LONGEST_HANDLE)
        return Presented(id_of(credential), handle, said.challenge, said.origin)


def verify_assertion(
    credential: Mapping[str, Any], party: RelyingParty, *, public_key: str
) -> Proof:
    """Verify a signature under a stored key and return what it covers.

    The caller checks challenge, handle, counter, and whether the user had to be verified (P01).
    Raises InvalidPasskey.
    """
    from app.passkeys.signed_data import verified  # noqa: PLC0415

    with refusing_damaged():
        response = response_of(credential)
        said = read_client_data(response)
        require_ceremony(said, "webauthn.get", party)
        flags = verified(response, said.raw, party.id, public_key)
        return Proof(
            sign_count=flags.sign_count,
            user_verified=flags.user_verified,
            backup_eligible=flags.backup_eligible,
            backed_up=flags.backed_up,
        )


def check_key(public_key: str) -> None:
    """Raise InvalidPasskey for a public key that is weak or damaged."""
    from app.passkeys.signed_data import stored_key  # noqa: PLC0415

    with refusing_damaged():
        stored_key(public_key)


def transports_of(given: Any) -> tuple[str, ...]:
    """Return the known-looking transports; raises TypeError.

    They are a hint for later requests, and nothing more.
    """
    if not isinstance(given, list):
        raise TypeError
    words = (each for each in given if isinstance(each, str) and _TRANSPORT.fullmatch(each))
    return tuple(dict.fromkeys(words))[:_MOST_TRANSPORTS]
