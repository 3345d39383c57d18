"""A relying party for tests of ceremonies, and one step of each."""

from typing import Any

import pytest

from app.core.errors import InvalidPasskey
from app.passkeys.ceremonies import NewKey, Proof, read_registration, verify_assertion
from app.passkeys.options import creation_options, request_options
from app.passkeys.relying_party import RelyingParty
from tests.passkeys.authenticator import ORIGIN, Authenticator, encoded

PARTY = RelyingParty("localhost", "Second Lock", (ORIGIN, "https://other.example:8443"))
HANDLE = encoded(b"a handle of 32 bytes, of the user")
CHALLENGE = encoded(b"a challenge")


def making() -> dict[str, Any]:
    """What the server asks for to make a passkey."""
    return creation_options(
        PARTY,
        handle=HANDLE,
        name="a@example.com",
        display_name="A",
        challenge=CHALLENGE,
        exclude=[],
    )


def asking() -> dict[str, Any]:
    """What the server asks for to sign."""
    return request_options(PARTY, challenge=CHALLENGE, user_verification="preferred")


def made(device: Authenticator, **flags: Any) -> NewKey:
    """A key that was registered; raises InvalidPasskey."""
    return read_registration(device.create(making(), **flags), PARTY)


def signed(device: Authenticator, key: NewKey, **flags: Any) -> Proof:
    """A signature that was verified under a key; raises InvalidPasskey."""
    return verify_assertion(device.get(asking(), **flags), PARTY, public_key=key.public_key)


def refused_registration(credential: Any) -> None:
    with pytest.raises(InvalidPasskey):
        read_registration(credential, PARTY)


def refused_assertion(credential: Any, key: NewKey) -> None:
    with pytest.raises(InvalidPasskey):
        verify_assertion(credential, PARTY, public_key=key.public_key)
