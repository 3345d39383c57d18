"""QR codes as SVG, PNG and terminal text, by the `qrcode` package."""

import io
from itertools import groupby
from urllib.parse import quote

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pure import PyPNGImage

_QUIET_ZONE = 4
# Readers accept every mask. To draw all eight and keep the best one (ISO 18004 7.8) is four fifths
# of the work. A checkerboard suits base32 and words.
_CHECKERBOARD = 0
# Colours of the fixed palette (ECMA-48 SGR 38 and 48), which no theme of a terminal changes.
_BLACK, _WHITE, _RESET = "\x1b[48;5;16m", "\x1b[48;5;231m", "\x1b[0m"
_BLACK_ON_WHITE = "\x1b[38;5;16;48;5;231m"


def svg(text: str) -> str:
    """Return an SVG, white with a black line for each dark run."""
    matrix = _encode(text).get_matrix()
    size = len(matrix)
    path = "".join(_row(row, y) for y, row in enumerate(matrix))
    # Apostrophes and commas stand in a URL as they are.
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {size} {size}' "
        f"width='{size * 8}' height='{size * 8}' shape-rendering='crispEdges'>"
        f"<path fill='#fff' d='M0,0h{size}v{size}H0z'/><path stroke='#000' d='{path}'/></svg>"
    )


def svg_data_url(text: str) -> str:
    """Return the SVG as a `data:` URL for an <img> (RFC 2397)."""
    return "data:image/svg+xml," + quote(svg(text), safe="',:/=")


def png(text: str) -> bytes:
    """Return a black and white PNG, 8 pixels per module."""
    out = io.BytesIO()
    _encode(text).make_image(image_factory=PyPNGImage).save(out)
    return out.getvalue()


def terminal(text: str, *, has_blocks: bool, has_colours: bool) -> str:
    """Return the QR code as text for a terminal.

    With colours it is black on white on every terminal, without them it is for a dark one. With
    half-block characters each line of text holds two rows of modules.
    """
    matrix = _encode(text).get_matrix()
    lines = _half_blocks(matrix, has_colours) if has_blocks else _pairs(matrix, has_colours)
    if has_blocks and has_colours:
        lines = [f"{_BLACK_ON_WHITE}{line}{_RESET}" for line in lines]
    return "".join(f"{line}\n" for line in lines)


def _half_blocks(matrix: list[list[bool]], has_colours: bool) -> list[str]:
    rows = [*matrix, [False] * len(matrix)] if len(matrix) % 2 else matrix
    # Without colours the terminal's own ink is light.
    marks = " ▄▀█" if has_colours else "█▀▄ "
    return [
        "".join(marks[2 * top + bottom] for top, bottom in zip(*pair, strict=True))
        for pair in zip(rows[::2], rows[1::2], strict=True)
    ]


def _pairs(matrix: list[list[bool]], has_colours: bool) -> list[str]:
    if not has_colours:
        return ["".join("  " if dark else "##" for dark in row) for row in matrix]
    return ["".join(f"{_BLACK if dark else _WHITE}  " for dark in row) + _RESET for row in matrix]


def _encode(text: str) -> "qrcode.QRCode[PyPNGImage]":
    code = qrcode.QRCode(
        error_correction=ERROR_CORRECT_M,
        box_size=8,
        border=_QUIET_ZONE,
        mask_pattern=_CHECKERBOARD,
    )
    code.add_data(text)
    code.make(fit=True)
    return code


def _row(row: list[bool], y: int) -> str:
    runs = [(dark, len(list(run))) for dark, run in groupby(row)]
    path = "".join(f"h{length}" if dark else f"m{length},0" for dark, length in runs[:-1])
    return f"M0,{y}.5{path}" if len(runs) > 1 else ""
