"""What a browser says of a ceremony, within bounds.

Nothing here is signed data of an authenticator. A signature covers the digest of `clientDataJSON`.
"""

import json
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature

from app.core.errors import InvalidPasskey
from app.passkeys.encoding import decoded
from app.passkeys.relying_party import RelyingParty

# EdDSA, ES256, RS256: what is offered, best first.
ALGORITHMS = (-8, -7, -257)
_LONGEST_ID = 1023
_LONGEST_CLIENT_DATA = 4096
_DAMAGED = (
    AttributeError,
    IndexError,
    InvalidSignature,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)


@dataclass(frozen=True)
class ClientData:
    """The members of `clientDataJSON` that count, and its bytes."""

    raw: bytes
    type: str
    challenge: str
    origin: str


@contextmanager
def refusing_damaged() -> Iterator[None]:
    """Raise InvalidPasskey for whatever reading damaged data raises (P13)."""
    try:
        yield
    except _DAMAGED:
        raise InvalidPasskey from None


def response_of(credential: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the authenticator's response in a credential; raises ValueError or TypeError.

    Members that a browser adds are ignored.
    """
    response = credential["response"]
    if credential["type"] != "public-key" or not isinstance(response, Mapping):
        raise ValueError
    if credential.get("rawId", credential["id"]) != credential["id"]:
        raise ValueError
    return response


def id_of(credential: Mapping[str, Any]) -> str:
    """Return the id of a credential in base64url; raises ValueError (P07)."""
    decoded(credential["id"], most=_LONGEST_ID)
    return str(credential["id"])


def read_client_data(response: Mapping[str, Any]) -> ClientData:
    """Return what the browser says; raises ValueError, TypeError, KeyError or RecursionError."""
    raw = decoded(response["clientDataJSON"], most=_LONGEST_CLIENT_DATA)
    said = json.loads(raw.decode("utf-8"))
    found = ClientData(raw, said["type"], said["challenge"], said["origin"])
    if not all(isinstance(each, str) for each in (found.type, found.challenge, found.origin)):
        raise TypeError
    # Another site would show this one in a frame. No library checks it (P04).
    if said.get("crossOrigin", False) is not False or "topOrigin" in said:
        raise ValueError
    return found


def require_ceremony(found: ClientData, kind: str, party: RelyingParty) -> None:
    """Raise ValueError for another ceremony or origin (P04).

    WebAuthn Level 3, 7.1 and 7.2, asks for both.
    """
    if found.type != kind or found.origin not in party.origins:
        raise ValueError
