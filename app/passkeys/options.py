"""The options of both ceremonies, as the standard's JSON.

WebAuthn Level 3, 5.4 and 5.5, defines them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from app.passkeys.challenges import LIFE_SECONDS
from app.passkeys.client_data import ALGORITHMS
from app.passkeys.relying_party import RelyingParty

# A browser gives up before the challenge expires: an expired one would cost its owner a try.
_TIMEOUT = (LIFE_SECONDS - 30) * 1000
_Descriptors = Sequence[Mapping[str, Any]]


def creation_options(
    party: RelyingParty,
    *,
    handle: str,
    name: str,
    display_name: str,
    challenge: str,
    exclude: _Descriptors,
) -> dict[str, Any]:
    """Return the options by which a browser makes a passkey.

    `handle` is the account's own in base64url. `exclude` describes the keys that it has (P07).
    """
    return {
        "rp": {"id": party.id, "name": party.name},
        "user": {"id": handle, "name": name, "displayName": display_name},
        "challenge": challenge,
        "pubKeyCredParams": [{"type": "public-key", "alg": each} for each in ALGORITHMS],
        "timeout": _TIMEOUT,
        "excludeCredentials": [dict(each) for each in exclude],
        "authenticatorSelection": {
            "residentKey": "preferred",
            "requireResidentKey": False,
            "userVerification": "preferred",
        },
        "attestation": "none",
    }


def request_options(
    party: RelyingParty,
    *,
    challenge: str,
    user_verification: str,
    allow: _Descriptors | None = None,
) -> dict[str, Any]:
    """Return the options by which a passkey signs.

    `allow` describes the keys that may sign; without it any key of the party may.
    """
    allowed = {} if allow is None else {"allowCredentials": [dict(each) for each in allow]}
    return {
        "challenge": challenge,
        "timeout": _TIMEOUT,
        "rpId": party.id,
        **allowed,
        "userVerification": user_verification,
    }
