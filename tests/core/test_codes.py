"""Promise: six or eight ASCII digits or a backup code's characters are a code, nothing else (R05,
R06)."""

import pytest

from app.core.codes import BackupCode, TotpCode, parse_app_code, parse_code
from app.core.errors import InvalidRequest

_FULL_WIDTH = "".join(chr(ord(digit) + 0xFEE0) for digit in "123456")
_MATH_BOLD = "".join(chr(0x1D7CE + int(digit)) for digit in "123456")


@pytest.mark.parametrize(
    "text", ["123456", " 123456 ", "123 456", "123-456", "1 2 3-4 5 6", "----123456----"]
)
def test_ascii_spaces_and_dashes_do_not_count_r06(text: str) -> None:
    assert parse_code(text) == TotpCode("123456")


def test_leading_zeros_stay_r07() -> None:
    assert parse_code("000 101") == TotpCode("000101")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "12345",
        "1234567",
        "123456789",
        "123456\n",
        "\n123456",
        "123456\r\n",
        "123\t456",
        "123456\0",
        "123\0456",
        "123\u200b456",
        "123456\u200b",
        "\ufeff123456",
        "123\u00a0456",
        "123\u2003456",
        "123–456",
        "123−456",
        _FULL_WIDTH,
        _MATH_BOLD,
        "¹²³⁴⁵⁶",
        "١٢٣٤٥٦",
        "①②③④⑤⑥",
        "12345６",
        "+12345",
        "0x1234",
        "1e5000",
        "12345.",
        "123_456",
        "1" * 10_000,
        "-" * 10_000 + "12345",
    ],
)
def test_anything_else_is_refused_r05_r06(text: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_code(text)
    assert "code" in (refused.value.fields or {})


@pytest.mark.parametrize("text", ["x", "12345678", "0123-4567-89AB-CDEF"])
def test_a_new_app_is_shown_by_its_six_digits_alone(text: str) -> None:
    assert parse_app_code("123 456").digits == "123456"
    with pytest.raises(InvalidRequest) as refused:
        parse_app_code(text)
    assert list(refused.value.fields or {}) == ["token"]


@pytest.mark.parametrize(
    "text",
    [
        "0123-4567-89AB-CDEF",
        "0123456789abcdef",
        "o123-4567-89ab-cdef",
        "OI23-4567-89AB-CDEF",
        "Ol23-4567-89AB-CDEF",
        "oL23 4567 89AB CDEF",
        " 01 23 45-67-89-ab cd ef ",
    ],
)
def test_look_alikes_case_and_dashes_of_a_backup_code_do_not_count(text: str) -> None:
    assert parse_code(text) == BackupCode("0123456789ABCDEF")


@pytest.mark.parametrize(
    "text",
    [
        "0123-4567-89AB-CDE",
        "0123-4567-89AB-CDEF0",
        "0123-4567-89AB-CDEU",
        "0123-4567-89AB-CDEF\n",
        "0123-4567-89AB-CDE\u200bF",
        "０123-4567-89AB-CDEF",
        "0123-4567-89AB-CDEſ",
        "0123-4567-89AB-ﬁDEF",
        "0123-4567-89AB-CDE\0",
        "0123.4567.89AB.CDEF",
    ],
)
def test_what_only_resembles_a_backup_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest):
        parse_code(text)


def test_sixteen_digits_are_a_backup_code_and_not_a_long_totp_code() -> None:
    assert parse_code("1234-5678-1234-5678") == BackupCode("1234567812345678")


def test_codes_do_not_show_in_a_repr_r16() -> None:
    assert "123456" not in repr(parse_code("123456"))
    assert "0123456789ABCDEF" not in repr(parse_code("0123456789ABCDEF"))
