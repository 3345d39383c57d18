"""Promise: bytes have one spelling, so that ids and keys compare as text (P07)."""

import secrets
from typing import Any

import pytest

from app.passkeys.encoding import decoded, encoded, text_of


@pytest.mark.parametrize("length", [1, 2, 3, 32, 1023])
def test_bytes_come_back(length: int) -> None:
    data = secrets.token_bytes(length)
    assert decoded(encoded(data), most=1023) == data


@pytest.mark.parametrize(
    "text",
    ["AB", "AAB", "AA==", "AA=", "A", "A+A/", "AA AA", "AAAA\n", "", None, 1, b"AAAA", ["AA"]],
)
def test_p07_another_spelling_is_refused(text: Any) -> None:
    with pytest.raises(ValueError, match=r"^(Invalid base64.*)?$"):
        decoded(text, most=100)


def test_lengths_are_bounds() -> None:
    assert decoded("AAAA", least=3, most=3) == bytes(3)
    for bounds in ((4, 9), (1, 2)):
        with pytest.raises(ValueError, match=r"^$"):
            decoded("AAAA", least=bounds[0], most=bounds[1])


def test_text_is_ascii() -> None:
    assert text_of(encoded(b"text"), most=4) == "text"
    assert text_of(encoded("\xf6".encode()), most=4) is None
