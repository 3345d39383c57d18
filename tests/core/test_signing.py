"""Promise: a marker is read under its own purpose and keys alone, and whole (R30, R71)."""

import base64
import hashlib
import json

import pytest
from itsdangerous import URLSafeSerializer

from app.core.signing import KeepingSerializer, Signer

_KEYS = ("a-key-of-thirty-two-characters-01", "b-key-of-thirty-two-characters-02")
_SIGNER = Signer(_KEYS[:1], purpose="twofa")
_PAYLOAD = {"sub": "ann", "n": "nonce"}


def test_it_reads_what_it_signed() -> None:
    assert _SIGNER.read(_SIGNER.sign(_PAYLOAD)) == {**_PAYLOAD, "type": "twofa"}


@pytest.mark.parametrize("purpose", ["session", "access", "twofa2", "TWOFA", ""])
def test_another_purpose_reads_nothing_r30(purpose: str) -> None:
    other = Signer(_KEYS[:1], purpose=purpose)
    assert other.read(_SIGNER.sign(_PAYLOAD)) is None
    assert _SIGNER.read(other.sign(_PAYLOAD)) is None


def test_a_payload_cannot_choose_its_own_purpose_r30() -> None:
    other = Signer(_KEYS[:1], purpose="session")
    assert _SIGNER.read(other.sign({**_PAYLOAD, "type": "twofa"})) is None


def test_a_library_default_salt_does_not_open_it_r30() -> None:
    assert _SIGNER.read(URLSafeSerializer(_KEYS[0]).dumps({**_PAYLOAD, "type": "twofa"})) is None


def test_other_keys_read_nothing_r30() -> None:
    assert Signer(_KEYS[1:], purpose="twofa").read(_SIGNER.sign(_PAYLOAD)) is None


def test_no_changed_byte_goes_unnoticed_r71() -> None:
    signed = _SIGNER.sign(_PAYLOAD)
    for at, character in enumerate(signed[:-1]):  # the last one carries bits that are not read
        changed = signed[:at] + ("A" if character != "A" else "B") + signed[at + 1 :]
        assert _SIGNER.read(changed) is None, at


@pytest.mark.parametrize(
    "text", ["", ".", "a.b", "a.b.c", "é", "\0", "." * 5000, "A" * 5000, "eyJhbGciOiJub25lIn0.e30."]
)
def test_what_was_never_signed_is_read_as_nothing_r71(text: str) -> None:
    assert _SIGNER.read(text) is None


def test_an_unsigned_payload_is_not_read_r71() -> None:
    payload = _SIGNER.sign(_PAYLOAD).split(".")[0]
    assert _SIGNER.read(payload) is None
    assert _SIGNER.read(payload + ".") is None


@pytest.mark.parametrize("value", [[], "twofa", 7, None, {"sub": "ann"}, {"type": None}])
def test_a_signed_value_of_another_shape_is_nothing_r30(value: object) -> None:
    raw = URLSafeSerializer(
        _KEYS[0],
        salt="second-lock.twofa",
        signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"},
    )
    assert _SIGNER.read(raw.dumps({**_PAYLOAD, "type": "twofa"})) is not None
    assert _SIGNER.read(raw.dumps(value)) is None


def test_the_first_key_signs_and_every_key_reads_r86() -> None:
    old, both, moved = (
        Signer(_KEYS[:1], purpose="twofa"),
        Signer(_KEYS, purpose="twofa"),
        Signer(_KEYS[::-1], purpose="twofa"),
    )
    assert both.read(moved.sign(_PAYLOAD)) == moved.read(both.sign(_PAYLOAD))
    assert old.read(both.sign(_PAYLOAD)) is not None
    assert old.read(moved.sign(_PAYLOAD)) is None


def test_it_holds_nothing_that_was_not_put_in_r35() -> None:
    body = _SIGNER.sign(_PAYLOAD).split(".")[0]
    shown = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    assert shown == {**_PAYLOAD, "type": "twofa"}


def test_long_spellings_of_one_signature_are_not_kept() -> None:
    serializer = KeepingSerializer("key", salt="salt")
    text = str(serializer.dumps({"a": 1}))
    for spelling in (text, f"{text}{'!' * 30_000}"):
        assert serializer.read(spelling) == {"a": 1}
    assert serializer._read_lately.cache_info().currsize == 1
