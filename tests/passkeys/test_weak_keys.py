"""Promise: a key that strangers could sign under, or that takes long, is never taken (P13)."""

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fido2 import cbor

from app.core.errors import InvalidPasskey
from app.passkeys.ceremonies import verify_assertion
from tests.passkeys.authenticator import (
    Authenticator,
    cose_of,
    encoded,
    new_private_key,
    rsa_cose,
)
from tests.passkeys.ceremony import PARTY, asking, made, making, refused_registration

_EC = cose_of(new_private_key(-7))
_ED = cose_of(new_private_key(-8))
_RSA = rsa.generate_private_key(65537, 2048).public_key().public_numbers()
# The points of edwards25519 of order 1, 2, 4 and 8 (RFC 7748, section 7, and libsodium's list).
_SMALL = [
    "01" + "00" * 31,
    "ec" + "ff" * 30 + "7f",
    "00" * 32,
    "00" * 31 + "80",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "ed" + "ff" * 30 + "7f",  # 0, spelt as p
]
_WEAK: dict[str, dict[int, Any]] = {
    "a point off the curve": _EC | {-3: _EC[-2]},
    "the point at zero": _EC | {-2: bytes(32), -3: bytes(32)},
    "a coordinate past the field": _EC | {-2: b"\xff" * 32},
    "a short coordinate": _EC | {-2: _EC[-2][:31]},
    "a long coordinate": _EC | {-2: b"\0" + _EC[-2]},
    "a compressed point": _EC | {-3: True},
    "a curve of another size": _EC | {-1: 2},
    "a type that is not the algorithm's": _EC | {1: 3},
    "a point in text": _EC | {-2: "x" * 32},
    "no algorithm": {name: value for name, value in _EC.items() if name != 3},
    "an algorithm in text": _EC | {3: "ES256"},
    "ES384 on P-256": _EC | {3: -35},
    "PS256": rsa_cose(_RSA.n, 65537) | {3: -37},
    "RS1": rsa_cose(_RSA.n, 65537) | {3: -65535},
    "RSA of 1024 bits": rsa_cose(2**1023 + 1, 65537),
    "RSA of 2047 bits": rsa_cose(2**2047 - 1, 65537),
    "RSA of 4097 bits": rsa_cose(2**4096 + 1, 65537),
    "RSA of 16384 bits": rsa_cose(2**16383 + 1, 65537),
    "an even modulus": rsa_cose(_RSA.n - 1, 65537),
    "the exponent 1": rsa_cose(_RSA.n, 1),
    "an even exponent": rsa_cose(_RSA.n, 65536),
    "an exponent of 33 bits": rsa_cose(_RSA.n, 2**32 + 1),
    "no exponent": rsa_cose(_RSA.n, 0),
    "Ed25519 of 31 bytes": _ED | {-2: _ED[-2][:31]},
    "Ed448's curve": _ED | {-1: 7},
    "a point of edwards25519 spelt anew": _ED | {-2: (2**255 - 19 + 3).to_bytes(32, "little")},
    "no point of edwards25519": _ED | {-2: b"\x02" + bytes(31)},
} | {f"small order {text[:4]}": _ED | {-2: bytes.fromhex(text)} for text in _SMALL}


@pytest.mark.parametrize("name", _WEAK)
def test_p13_a_weak_or_malformed_key_is_not_registered(name: str) -> None:
    refused_registration(Authenticator().create(making(), public_key=_WEAK[name]))


@pytest.mark.parametrize("name", _WEAK)
def test_p13_nor_does_one_verify_that_an_import_brought(name: str) -> None:
    device = Authenticator()
    made(device)
    with pytest.raises(InvalidPasskey):
        verify_assertion(device.get(asking()), PARTY, public_key=encoded(cbor.encode(_WEAK[name])))


def test_p13_a_message_is_no_signature_of_itself() -> None:
    """What RSA with the exponent 1 would take: the padded digest, written down."""
    device = Authenticator()
    made(device)
    weak = encoded(cbor.encode(_WEAK["the exponent 1"]))
    padded = b"\0\1" + b"\xff" * 202 + b"\0" + bytes(51)
    with pytest.raises(InvalidPasskey):
        verify_assertion(device.get(asking(), signature=padded), PARTY, public_key=weak)


@pytest.mark.parametrize("exponent", [3, 17, 65537, 2**32 - 1])
@pytest.mark.parametrize("bits", [2048, 4096])
def test_sound_rsa_keys_are_taken(bits: int, exponent: int) -> None:
    key = made(Authenticator(), public_key=rsa_cose(2**bits - 1, exponent))
    assert len(key.public_key) < 1500


def test_the_point_that_is_spelt_anew_is_taken_as_it_should_be() -> None:
    assert made(Authenticator(), public_key=_ED | {-2: bytes([3]) + bytes(31)}).public_key


def test_a_key_is_kept_without_what_else_it_says() -> None:
    plain, more = Authenticator(), Authenticator()
    kept = made(plain, public_key=_EC).public_key
    assert made(more, public_key=_EC | {4: [1, 2], -70000: b"x" * 500}).public_key == kept
