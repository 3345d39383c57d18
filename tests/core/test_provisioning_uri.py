"""Promise: what the URI and the QR code say, an authenticator reads back unchanged (R11)."""

import re
import subprocess
from collections.abc import Iterator
from urllib.parse import parse_qs, unquote, urlsplit

import png
import pytest

from app.core import qr
from app.core.totp import Totp, provisioning_uri

_SECRET = "HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"
_NAMES = [
    ("ACME Co", "john.doe@email.com"),
    ("Second Lock", "a+b%c:d@example.com"),
    ("A-B & C=D?", "q&a=1?x#y@example.com"),
    ("Zweites Schloß 🔒", "jürgen@bücher.example"),
    ("a/b\\c\"d'e", "%40@example.com"),
    ("100%", " spaced @example.com"),
]


def _read(uri: str) -> tuple[str, str, dict[str, list[str]]]:
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    issuer, account = parts.path.removeprefix("/").split(":")
    return unquote(issuer), unquote(account), parse_qs(parts.query, strict_parsing=True)


def test_it_is_the_example_of_the_key_uri_format_r11() -> None:
    uri = provisioning_uri(Totp(_SECRET), issuer="ACME Co", account="john.doe@email.com")
    assert uri == (
        "otpauth://totp/ACME%20Co:john.doe@email.com?secret=HXDMVJECJJWSRB3HWIZR4IFUGFTMXBOZ"
        "&issuer=ACME%20Co&algorithm=SHA1&digits=6&period=30"
    )


@pytest.mark.parametrize(("issuer", "account"), _NAMES)
def test_every_name_comes_back_whole_r11(issuer: str, account: str) -> None:
    uri = provisioning_uri(Totp(_SECRET), issuer=issuer, account=account)
    assert uri.isascii()
    assert _read(uri) == (
        issuer,
        account,
        {
            "secret": [_SECRET],
            "issuer": [issuer],
            "algorithm": ["SHA1"],
            "digits": ["6"],
            "period": ["30"],
        },
    )


@pytest.mark.parametrize(
    ("issuer", "shown"),
    [
        ("Müller: Wolke", "Müller Wolke"),
        ("login:example", "login example"),
        (":A::B:", "A B"),
        ("10:30", "10 30"),
    ],
)
def test_a_colon_in_the_issuer_breaks_no_label(issuer: str, shown: str) -> None:
    """Apps decode the label, then cut it at the first colon (Key URI Format)."""
    uri = provisioning_uri(Totp(_SECRET), issuer=issuer, account="ann@example.com")
    label = unquote(urlsplit(uri).path.removeprefix("/"))
    assert label.partition(":")[::2] == (shown, "ann@example.com")
    assert parse_qs(urlsplit(uri).query)["issuer"] == [shown]


def test_the_longest_names_still_fit_a_qr_code() -> None:
    account = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example"
    uri = provisioning_uri(Totp(_SECRET), issuer="🔒" * 64, account=account)
    assert len(qr.png(uri)) > 1000


@pytest.mark.parametrize(("issuer", "account"), _NAMES)
def test_a_scanner_reads_the_png_r11(issuer: str, account: str) -> None:
    uri = provisioning_uri(Totp(_SECRET), issuer=issuer, account=account)
    scanned = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-"], input=qr.png(uri), capture_output=True, check=True
    )
    assert scanned.stdout.decode().rstrip("\n") == uri


def test_the_svg_draws_the_modules_of_the_png() -> None:
    uri = provisioning_uri(Totp(_SECRET), issuer="Second Lock", account="ann@example.com")
    modules = set(_modules_of_png(qr.png(uri)))
    assert len(modules) > 400
    assert set(_modules_of_svg(qr.svg(uri))) == modules


def test_the_terminal_draws_the_modules_of_the_png() -> None:
    uri = provisioning_uri(Totp(_SECRET), issuer="Second Lock", account="ann@example.com")
    modules = set(_modules_of_png(qr.png(uri)))
    drawn = set(_modules_of_terminal(qr.terminal(uri, has_blocks=True, has_colours=False)))
    size = max(y for _, y in modules) + 5  # with the quiet zone
    assert {(x, y) for x, y in drawn if y < size} == modules


def _modules_of_png(image: bytes) -> Iterator[tuple[int, int]]:
    width, _, rows, _ = png.Reader(bytes=image).asDirect()
    rows = [list(row) for row in rows]
    planes = len(rows[0]) // width
    for y, row in enumerate(rows[::8]):
        for x in range(width // 8):
            if row[x * 8 * planes] == 0:
                yield x, y


def _modules_of_svg(image: str) -> Iterator[tuple[int, int]]:
    # A pen on the middle of each row: `m` moves it to the right, `h` draws.
    [lines] = re.findall(r"<path stroke='#000' d='([^']*)'", image)
    for y, strokes in re.findall(r"M0,(\d+)\.5([^M]*)", lines):
        x = 0
        for kind, length in re.findall(r"([hm])(\d+)(?:,0)?", strokes):
            if kind == "h":
                yield from ((each, int(y)) for each in range(x, x + int(length)))
            x += int(length)


def _modules_of_terminal(text: str) -> Iterator[tuple[int, int]]:
    # A dark terminal: what is not drawn is dark. A half block is one module above another.
    light = {" ": "", "▀": "above", "▄": "below", "█": "above below"}
    for line_number, line in enumerate(text.rstrip("\n").split("\n")):
        for x, character in enumerate(line.replace("\xa0", " ")):
            if "above" not in light[character]:
                yield x, line_number * 2
            if "below" not in light[character]:
                yield x, line_number * 2 + 1
