"""Promise: a sealed secret opens in its own row and column, under its own key alone (R18)."""

import base64

import pytest

from app.core.encryption import KeyRing, SealBroken

_OLD, _NEW = bytes(range(32)), bytes(range(32, 64))
_RING = KeyRing({"old": _OLD})
_PLACE = {"purpose": "totp_secrets.sealed", "owner": "ann"}


def test_it_gives_back_what_was_sealed() -> None:
    for plain in (b"", b"secret", bytes(256)):
        assert _RING.open_sealed(_RING.seal(plain, **_PLACE), **_PLACE) == plain


def test_the_plain_text_is_not_in_it_and_equal_secrets_look_different_r18() -> None:
    sealed = {_RING.seal(b"a secret that shows", **_PLACE) for _ in range(100)}
    assert len(sealed) == 100
    for each in sealed:
        assert b"secret" not in base64.urlsafe_b64decode(each.split(".")[2])


@pytest.mark.parametrize(
    "place",
    [
        {"purpose": "totp_secrets.sealed", "owner": "bob"},
        {"purpose": "outbox.sealed", "owner": "ann"},
        {"purpose": "totp_secrets.sealed", "owner": ""},
        {"purpose": "totp_secrets.sealed|ann", "owner": ""},
        {"purpose": "totp_secrets", "owner": "sealed|ann"},
    ],
)
def test_it_does_not_open_in_another_row_or_column_r18(place: dict[str, str]) -> None:
    sealed = _RING.seal(b"secret", **_PLACE)
    with pytest.raises(SealBroken):
        _RING.open_sealed(sealed, **place)


def test_no_flipped_bit_goes_unnoticed_r18() -> None:
    version, key_id, body = _RING.seal(b"secret", **_PLACE).split(".")
    raw = base64.urlsafe_b64decode(body)
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        text = f"{version}.{key_id}.{base64.urlsafe_b64encode(changed).decode()}"
        with pytest.raises(SealBroken):
            _RING.open_sealed(text, **_PLACE)


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 27, 28])
def test_a_shortened_value_is_refused_r18(length: int) -> None:
    version, key_id, body = _RING.seal(b"secret", **_PLACE).split(".")
    short = base64.urlsafe_b64encode(base64.urlsafe_b64decode(body)[:length]).decode()
    with pytest.raises(SealBroken):
        _RING.open_sealed(f"{version}.{key_id}.{short}", **_PLACE)


@pytest.mark.parametrize(
    "token", ["", ".", "..", "v1.old", "v1.old.", "v1.old.x", "v1.old.é", "secret", "v1.old.a.b"]
)
def test_what_was_never_sealed_is_refused_and_not_taken_as_plain_r18(token: str) -> None:
    with pytest.raises(SealBroken):
        _RING.open_sealed(token, **_PLACE)


def test_another_version_or_an_unknown_key_is_refused_r18() -> None:
    _, _, body = _RING.seal(b"secret", **_PLACE).split(".")
    for head in ("v0.old", "v2.old", "v1.new", "v1."):
        with pytest.raises(SealBroken):
            _RING.open_sealed(f"{head}.{body}", **_PLACE)


def test_each_place_has_a_cipher_of_its_own_whatever_was_sealed_before_r18() -> None:
    keys = {"old": _OLD, "new": _NEW}
    used = KeyRing(keys)
    places = [{"purpose": purpose, "owner": "ann"} for purpose in ("a.b", "c.d", "a.b")]
    for place in places:
        assert KeyRing(keys).open_sealed(used.seal(b"secret", **place), **place) == b"secret"
        under_new = KeyRing({"new": _NEW}).seal(b"secret", **place)
        assert used.open_sealed(under_new, **place) == b"secret"


def test_the_same_id_with_another_key_does_not_open_it_r18() -> None:
    with pytest.raises(SealBroken):
        KeyRing({"old": _NEW}).open_sealed(_RING.seal(b"secret", **_PLACE), **_PLACE)


def test_two_ids_of_one_key_cannot_be_exchanged_r18() -> None:
    ring = KeyRing({"one": _OLD, "two": _OLD})
    sealed = ring.seal(b"secret", **_PLACE)
    with pytest.raises(SealBroken):
        ring.open_sealed(sealed.replace("v1.one.", "v1.two."), **_PLACE)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens_r86() -> None:
    sealed = _RING.seal(b"secret", **_PLACE)
    appended, moved = KeyRing({"old": _OLD, "new": _NEW}), KeyRing({"new": _NEW, "old": _OLD})
    assert moved.open_sealed(sealed, **_PLACE) == b"secret"
    assert sealed.startswith(KeyRing.beginning(appended.current))
    assert not sealed.startswith(KeyRing.beginning(moved.current))
    fresh = moved.seal(b"secret", **_PLACE)
    assert fresh.startswith("v1.new.")
    assert appended.open_sealed(fresh, **_PLACE) == b"secret"
    with pytest.raises(SealBroken):
        _RING.open_sealed(fresh, **_PLACE)
