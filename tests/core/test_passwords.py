"""Promise: the whole password counts, whatever its length and spelling (R37, R38)."""

import bcrypt
import pytest

from app.core.errors import InvalidRequest
from app.core.passwords import PasswordHasher, normalise

_PEPPER = bytes(range(32))
_LONG = "pass phrase " * 11 + "end"
_HASHER = PasswordHasher({"p1": _PEPPER}, rounds=4)


def test_the_right_password_fits_and_a_wrong_one_does_not() -> None:
    stored = _HASHER.hash("correct horse battery")
    assert _HASHER.check(stored, "correct horse battery").fits
    for wrong in ("correct horse batterz", "correct horse batter", "", "Correct horse battery"):
        assert not _HASHER.check(stored, wrong).fits


@pytest.mark.parametrize("position", [1, 52, 72, 73, 74, 100, 128])
def test_a_difference_at_any_character_counts_r36_r37(position: int) -> None:
    stored = _HASHER.hash(_LONG)
    changed = _LONG[: position - 1] + "#" + _LONG[position:]
    assert len(changed) == len(_LONG) > 128
    assert _HASHER.check(stored, _LONG).fits
    assert not _HASHER.check(stored, changed).fits


@pytest.mark.parametrize("length", [71, 72, 73, 100, 1024, 5000])
def test_more_than_72_bytes_are_no_error_r37(length: int) -> None:
    with pytest.raises(ValueError, match="72"):  # what bcrypt itself does with them
        bcrypt.hashpw(b"x" * 73, bcrypt.gensalt(4))
    stored = _HASHER.hash("x" * length)
    assert _HASHER.check(stored, "x" * length).fits
    assert not _HASHER.check(stored, "x" * (length - 1)).fits
    assert not _HASHER.check(None, "x" * length).fits


def test_a_nul_does_not_end_a_password_r37() -> None:
    stored = _HASHER.hash("before\0after")
    assert not _HASHER.check(stored, "before").fits
    assert not _HASHER.check(stored, "before\0other").fits


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("caf\u00e9 au lait", "cafe\u0301 au lait"),
        ("ﬁne weather today", "fine weather today"),
        ("１２３４５６７８９０１２", "123456789012"),
        ("Ångström units", "A\u030angstro\u0308m units"),
    ],
)
def test_two_spellings_of_one_text_are_one_password_r38(one: str, other: str) -> None:
    assert one != other
    assert _HASHER.check(_HASHER.hash(one), other).fits
    assert normalise(one, shortest=8) == normalise(other, shortest=8)


def test_case_and_spaces_are_part_of_a_password_r36() -> None:
    stored = _HASHER.hash(" Correct Horse ")
    for other in ("Correct Horse", " correct horse ", " Correct  Horse "):
        assert not _HASHER.check(stored, other).fits


def test_a_lone_surrogate_is_a_wrong_password_and_no_error() -> None:
    assert not _HASHER.check(_HASHER.hash("correct horse battery"), "\ud800").fits


@pytest.mark.parametrize(
    ("password", "shortest", "fits"),
    [
        ("x" * 11, 12, False),
        ("x" * 12, 12, True),
        ("é" * 12, 12, True),
        ("e\u0301" * 11 + "e", 12, True),
        ("e\u0301" * 11, 12, False),
        ("x" * 1024, 12, True),
        ("x" * 1025, 12, False),
        ("é" * 512, 12, True),
        ("é" * 513, 12, False),
        ("ﷺ" * 57, 12, False),
        ("🔒" * 12, 12, True),
    ],
)
def test_length_is_counted_after_normalising_r36_r38(
    password: str, shortest: int, fits: bool
) -> None:
    if fits:
        assert normalise(password, shortest=shortest)
        return
    with pytest.raises(InvalidRequest) as refused:
        normalise(password, shortest=shortest, field="newPassword")
    assert list(refused.value.fields or {}) == ["newPassword"]
