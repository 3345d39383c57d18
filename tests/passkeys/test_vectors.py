"""Promise: the test vectors of WebAuthn Level 3 verify, but for what is never offered or framed.

`webauthn-vectors.json` names its source, the text of the standard.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import InvalidPasskey
from app.passkeys.ceremonies import read_assertion, read_registration, verify_assertion
from app.passkeys.relying_party import RelyingParty
from tests.passkeys.authenticator import encoded

_FILE = json.loads(Path(__file__).with_name("webauthn-vectors.json").read_text("utf-8"))
_PARTY = RelyingParty(_FILE["rp_id"], "Vectors", (_FILE["origin"],))
_VECTORS = {each["name"]: each for each in _FILE["vectors"]}
# Of algorithms that the options do not name, and from inside a frame of another site (P04).
_NOT_OFFERED = {"packed-es384", "packed-es512", "packed-ed448"}
_FRAMED = {"none-es256-crossOrigin", "none-es256-topOrigin"}
_TAKEN = sorted(set(_VECTORS) - _NOT_OFFERED - _FRAMED)


def _credential(vector: dict[str, Any], ceremony: str) -> dict[str, Any]:
    given = {name: encoded(bytes.fromhex(text)) for name, text in vector[ceremony].items()}
    key_id = encoded(bytes.fromhex(vector["registration"]["credential_id"]))
    return {"id": key_id, "rawId": key_id, "type": "public-key", "response": given}


def test_all_of_them_are_here() -> None:
    assert (len(_VECTORS), len(_TAKEN)) == (15, 10)


@pytest.mark.parametrize("name", _TAKEN)
def test_p04_a_vector_of_an_offered_algorithm_verifies(name: str) -> None:
    vector = _VECTORS[name]
    credential = _credential(vector, "registration")
    key = read_registration(credential, _PARTY)
    assert key.credential_id == credential["id"]
    assert key.aaguid.replace("-", "") == vector["registration"]["aaguid"]
    assert key.challenge == encoded(bytes.fromhex(vector["registration"]["challenge"]))
    signature = _credential(vector, "authentication")
    presented = read_assertion(signature)
    assert presented.challenge == encoded(bytes.fromhex(vector["authentication"]["challenge"]))
    assert (presented.credential_id, presented.user_handle) == (key.credential_id, None)
    proof = verify_assertion(signature, _PARTY, public_key=key.public_key)
    flags = bytes.fromhex(vector["authentication"]["authenticatorData"])[32]
    assert (proof.user_verified, proof.backup_eligible, proof.backed_up, proof.sign_count) == (
        bool(flags & 4),
        bool(flags & 8),
        bool(flags & 16),
        0,
    )
    assert key.backup_eligible == proof.backup_eligible


@pytest.mark.parametrize("name", sorted(_NOT_OFFERED | _FRAMED))
def test_p04_a_vector_that_is_framed_or_not_offered_is_refused(name: str) -> None:
    with pytest.raises(InvalidPasskey):
        read_registration(_credential(_VECTORS[name], "registration"), _PARTY)


@pytest.mark.parametrize("name", sorted(_FRAMED))
def test_p04_an_assertion_from_inside_a_frame_is_refused(name: str) -> None:
    with pytest.raises(InvalidPasskey):
        read_assertion(_credential(_VECTORS[name], "authentication"))


@pytest.mark.parametrize("name", _TAKEN)
def test_p03_a_vector_does_not_verify_under_the_key_of_another(name: str) -> None:
    other = _VECTORS[_TAKEN[_TAKEN.index(name) - 1]]
    key = read_registration(_credential(other, "registration"), _PARTY)
    with pytest.raises(InvalidPasskey):
        verify_assertion(
            _credential(_VECTORS[name], "authentication"), _PARTY, public_key=key.public_key
        )
