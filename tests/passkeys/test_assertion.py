"""Promise: a signature counts for its key, this host and this ceremony alone (P01, P03, P04)."""

from typing import Any

import pytest

from app.core.errors import InvalidPasskey
from app.passkeys.ceremonies import read_assertion, verify_assertion
from app.passkeys.relying_party import RelyingParty
from tests.passkeys.authenticator import Authenticator, decoded, encoded
from tests.passkeys.ceremony import (
    CHALLENGE,
    HANDLE,
    PARTY,
    asking,
    made,
    making,
    refused_assertion,
    signed,
)


@pytest.mark.parametrize("algorithm", [-8, -7, -257])
def test_a_signature_of_each_algorithm_is_verified(algorithm: int) -> None:
    device = Authenticator()
    key = made(device, algorithm=algorithm)
    proof = signed(device, key, counter=9, bs=False)
    assert (proof.sign_count, proof.user_verified) == (9, True)
    assert (proof.backup_eligible, proof.backed_up) == (True, False)


def test_a_key_is_found_by_what_the_assertion_claims() -> None:
    device = Authenticator()
    key = made(device)
    claimed = read_assertion(device.get(asking()))
    assert (claimed.credential_id, claimed.user_handle) == (key.credential_id, HANDLE)
    assert (claimed.challenge, claimed.origin) == (CHALLENGE, PARTY.origins[0])
    assert read_assertion(device.get(asking(), user_handle=None)).user_handle is None


def test_p01_user_verification_is_read_from_the_signed_data_alone() -> None:
    device = Authenticator()
    key = made(device)
    assert signed(device, key, uv=False).user_verified is False
    credential = device.get(asking(), uv=False)
    data = bytearray(decoded(credential["response"]["authenticatorData"]))
    data[32] |= 0x04
    credential["response"]["authenticatorData"] = encoded(bytes(data))
    refused_assertion(credential, key)


def test_p03_a_signature_of_another_key_is_refused() -> None:
    device, other = Authenticator(), Authenticator()
    key, foreign = made(device), made(other)
    credential = other.get(asking()) | {"id": key.credential_id, "rawId": key.credential_id}
    refused_assertion(credential, key)
    refused_assertion(device.get(asking()), foreign)


@pytest.mark.parametrize("member", ["clientDataJSON", "authenticatorData", "signature"])
def test_p03_what_is_signed_stays_together(member: str) -> None:
    device = Authenticator()
    key = made(device)
    credential, other = (
        device.get(asking(), counter=1),
        device.get(asking() | {"challenge": encoded(b"other")}, counter=2),
    )
    credential["response"][member] = other["response"][member]
    refused_assertion(credential, key)


@pytest.mark.parametrize(
    "flags",
    [
        {"type": "webauthn.create"},
        {"type": "payment.get"},
        {"rp_id": "other.example"},
        {"up": False},
        {"cross_origin": True},
        {"top_origin": "http://localhost:8000"},
        {"be": False, "bs": True},
        {"signature": b"\0"},
        {"signature": b"\0" * 513},
        {"origin": "https://localhost:8000"},
        {"origin": "http://localhost"},
        {"origin": "http://localhost:8001"},
        {"origin": "http://evil.localhost:8000"},
    ],
)
def test_p04_another_ceremony_host_origin_or_frame_is_refused(flags: dict[str, Any]) -> None:
    device = Authenticator()
    key = made(device)
    refused_assertion(device.get(asking(), **flags), key)


def test_p04_a_listed_origin_is_taken_only_where_it_is_listed() -> None:
    device = Authenticator()
    key = made(device)
    credential = device.get(asking(), origin=PARTY.origins[1], cross_origin=False)
    assert verify_assertion(credential, PARTY, public_key=key.public_key).user_verified
    alone = RelyingParty(PARTY.id, PARTY.name, PARTY.origins[:1])
    with pytest.raises(InvalidPasskey):
        verify_assertion(credential, alone, public_key=key.public_key)


def test_p04_a_registration_is_no_assertion() -> None:
    device = Authenticator()
    credential = device.create(making())
    refused_assertion(credential, made(device))


@pytest.mark.parametrize("key", ["", "=", "AA", "oA", encoded(b"\x81\x01"), "A" * 3000])
def test_p13_a_stored_key_that_is_damaged_verifies_nothing(key: str) -> None:
    device = Authenticator()
    made(device)
    with pytest.raises(InvalidPasskey):
        verify_assertion(device.get(asking()), PARTY, public_key=key)


def test_an_empty_handle_is_none() -> None:
    device = Authenticator()
    made(device)
    credential = device.get(asking())
    for empty in ("", None):
        credential["response"]["userHandle"] = empty
        assert read_assertion(credential).user_handle is None


@pytest.mark.parametrize("handle", [1, ["x"], "=", "ö", encoded(b"x" * 65)])
def test_p13_a_handle_is_64_bytes_at_most(handle: Any) -> None:
    device = Authenticator()
    made(device)
    credential = device.get(asking())
    credential["response"]["userHandle"] = handle
    with pytest.raises(InvalidPasskey):
        read_assertion(credential)
