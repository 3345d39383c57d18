"""Promise: a registration is read whole, or refused with one code (P04, P05, P07, P13)."""

from typing import Any

import pytest

from app.passkeys.ceremonies import read_registration
from tests.passkeys.authenticator import Authenticator, cose_of, decoded, encoded, new_private_key
from tests.passkeys.ceremony import CHALLENGE, PARTY, made, making, refused_registration

_EC = cose_of(new_private_key(-7))


@pytest.mark.parametrize("algorithm", [-8, -7, -257])
def test_a_new_key_of_each_algorithm_is_read(algorithm: int) -> None:
    device = Authenticator()
    credential = device.create(making(), algorithm=algorithm, counter=7, uv=False, bs=False)
    key = read_registration(credential, PARTY)
    assert key.credential_id == credential["id"]
    assert (key.sign_count, key.user_verified) == (7, False)
    assert (key.backup_eligible, key.backed_up) == (True, False)
    assert (key.challenge, key.transports) == (CHALLENGE, ("internal", "hybrid"))
    assert key.aaguid == "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    "flags",
    [
        {"type": "webauthn.get"},
        {"type": "Webauthn.create"},
        {"rp_id": "other.example"},
        {"up": False},
        {"cross_origin": True},
        {"top_origin": "http://localhost:8000"},
        {"top_origin": "https://evil.example"},
    ],
)
def test_p04_another_ceremony_host_or_frame_is_refused(flags: dict[str, Any]) -> None:
    refused_registration(Authenticator().create(making(), **flags))


@pytest.mark.parametrize(
    "origin",
    [
        "https://localhost:8000",
        "http://localhost",
        "http://localhost:8001",
        "http://localhost:8000/",
        "http://LOCALHOST:8000",
        "http://localhost.evil.example:8000",
        "http://evil.localhost:8000",
        "https://other.example",
        "android:apk-key-hash:abc",
        "null",
        "",
    ],
)
def test_p04_scheme_host_and_port_are_compared_whole(origin: str) -> None:
    refused_registration(Authenticator().create(making(), origin=origin))


def test_p04_a_listed_origin_is_taken() -> None:
    credential = Authenticator().create(making(), origin=PARTY.origins[1], cross_origin=False)
    assert read_registration(credential, PARTY).credential_id == credential["id"]


def test_p05_a_backup_needs_eligibility() -> None:
    refused_registration(Authenticator().create(making(), be=False, bs=True))
    assert made(Authenticator(), be=False, bs=False).backup_eligible is False


@pytest.mark.parametrize(("length", "fits"), [(0, False), (1, True), (1023, True), (1024, False)])
def test_p07_an_id_has_1_to_1023_bytes(length: int, fits: bool) -> None:
    credential = Authenticator().create(making(), id_length=length)
    if not fits:
        return refused_registration(credential)
    assert len(decoded(read_registration(credential, PARTY).credential_id)) == length
    return None


@pytest.mark.parametrize(
    "attestation",
    [
        {"fmt": "packed", "statement": {"alg": -7, "sig": b"forged", "x5c": [b"no certificate"]}},
        {"fmt": "a-format-of-tomorrow", "statement": {"a": [1, {"b": True}]}},
    ],
)
def test_p07_the_attestation_is_ignored(attestation: dict[str, Any]) -> None:
    assert made(Authenticator(), **attestation).user_verified is True


def test_p07_the_id_is_the_signed_one() -> None:
    credential = Authenticator().create(making())
    refused_registration(credential | {"id": encoded(b"other"), "rawId": encoded(b"other")})
    refused_registration(credential | {"rawId": encoded(b"other")})
    refused_registration(credential | {"id": credential["id"] + "="})


def test_members_that_browsers_add_are_ignored() -> None:
    credential = Authenticator().create(making(), extensions={"credProtect": 2})
    credential["response"] |= {"publicKey": 7, "somethingNew": None}
    credential |= {"authenticatorAttachment": [], "clientExtensionResults": 3, "new": "member"}
    assert read_registration(credential, PARTY).credential_id == credential["id"]


def test_transports_are_hints_of_few_words() -> None:
    sent = ("usb", "usb", "SCRIPT>", "x" * 13, "smart-card", "tomorrow")
    assert made(Authenticator(), transports=sent).transports == ("usb", "smart-card", "tomorrow")
    many = tuple(f"{chr(97 + n)}" for n in range(20))
    assert len(made(Authenticator(), transports=many).transports) == 8
    credential = Authenticator().create(making())
    credential["response"]["transports"] = "usb"
    refused_registration(credential)


@pytest.mark.parametrize("member", ["id", "type", "response"])
def test_p13_what_is_missing_is_refused(member: str) -> None:
    credential = Authenticator().create(making())
    del credential[member]
    refused_registration(credential)


@pytest.mark.parametrize("value", [None, 1, True, [], {}, "", "=", "ö", "\ud800", "A" * 20_000])
@pytest.mark.parametrize(
    "member", ["id", "rawId", "type", "response", "clientDataJSON", "attestationObject"]
)
def test_p13_what_has_another_type_is_refused(member: str, value: Any) -> None:
    credential = Authenticator().create(making())
    (credential if member in credential else credential["response"])[member] = value
    refused_registration(credential)
