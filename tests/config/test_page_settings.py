"""Promise: a name, a support contact and a logo that the page cannot show stop the start."""

import struct
import zlib
from pathlib import Path

import pytest

from app.config.page_settings import LARGEST_LOGO
from tests.config.test_parse_settings import load, refusal

SVG = (
    b'<?xml version="1.0"?><!-- ours --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
)


def png() -> bytes:
    """Return a picture of one black pixel."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("x" * 65, "must have 64 characters at most"),
        (": –", "must hold a letter or a digit"),
        ("a\nb", "must not hold control characters"),
    ],
)
def test_a_name_that_no_label_can_hold_is_refused(tmp_path: Path, value: str, says: str) -> None:
    assert refusal(tmp_path, APP_NAME=value) == f"APP_NAME {says}"


@pytest.mark.parametrize(
    "value",
    [
        "help@example.com",
        "Hilfe+2fa@bücher.example",
        "https://example.com/help?topic=2fa#codes",
        "http://wiki.local:8080/",
        "https://[::1]/help",
    ],
)
def test_support_is_kept_as_the_operator_writes_it(tmp_path: Path, value: str) -> None:
    assert load(tmp_path, SUPPORT=f" {value} ").support == value
    assert load(tmp_path).support is None


@pytest.mark.parametrize(
    "value",
    [
        "Ann in room 7",
        "Ann <ann@example.com>",
        "mailto:ann@example.com",
        "ann@example.com?subject=x",
        "ann%40example.com",
        "a&b@example.com",
        "+49 30 1234",
        "ftp://example.com",
        "javascript:alert(1)",
        "//example.com",
        "https://",
        "https://user:word@example.com",
        "https://example.com/a b",
        "https://example.com\u202e/",
    ],
)
def test_what_no_page_can_link_to_is_refused(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, SUPPORT=value).startswith("SUPPORT must be a mail address, or an")


def test_the_content_of_a_logo_tells_its_type_not_the_name(tmp_path: Path) -> None:
    for name, content, mimetype in (
        ("logo.txt", png(), "image/png"),
        ("logo.png", SVG, "image/svg+xml"),
    ):
        (tmp_path / name).write_bytes(content)
        logo = load(tmp_path, LOGO=str(tmp_path / name)).logo
        assert logo
        assert (logo.content, logo.mimetype) == (content, mimetype)
    assert load(tmp_path).logo is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        b"<html><body>logo</body></html>",
        b"<svg viewBox='0 0 9 9'/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<a xmlns='http://www.w3.org/2000/svg'><svg/></a>",
    ],
)
def test_a_file_that_browsers_do_not_draw_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(content)
    assert refusal(tmp_path, LOGO=str(file)) == (
        f"LOGO must name an SVG or a PNG file: {file} is neither"
    )


def test_a_logo_that_is_missing_or_too_large_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    assert refusal(tmp_path, LOGO=str(file)) == (
        f"LOGO cannot be read: {file}: No such file or directory"
    )
    assert refusal(tmp_path, LOGO=str(tmp_path)).endswith("Is a directory")
    file.write_bytes(png() + bytes(LARGEST_LOGO))
    assert refusal(tmp_path, LOGO=str(file)) == f"LOGO must have 256 KiB at most: {file}"
