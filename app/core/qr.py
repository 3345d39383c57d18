"""QR codes as SVG, PNG and terminal text, drawn by the `qrcode` package's own encoder."""

import base64
import io
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.pure import PyPNGImage

_QUIET_ZONE = 4
# Readers take every mask. Drawing all eight to keep the one with the fewest blemishes (ISO 18004
# 7.8) is four fifths of the work; a checkerboard breaks up what base32 and words look like.
_CHECKERBOARD = 0


def svg(text: str) -> str:
    """Return an SVG with one path of row runs: a tenth of a box per module, white behind."""
    matrix = _encode(text).get_matrix()
    size = len(matrix)
    path = "".join(_row(row, y) for y, row in enumerate(matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'width="{size * 8}" height="{size * 8}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>'
    )


def svg_data_url(text: str) -> str:
    """Return the SVG as a `data:` URL for an <img>."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg(text).encode()).decode()


def png(text: str) -> bytes:
    """Return a black and white PNG, 8 pixels a module."""
    out = io.BytesIO()
    _encode(text).make_image(image_factory=PyPNGImage).save(out)
    return out.getvalue()


def terminal(text: str) -> str:
    """Return the QR code as half-block characters, two modules a line, for a dark terminal."""
    out = io.StringIO()
    _encode(text).print_ascii(out=out, invert=True)
    return out.getvalue()


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
    path, x = "", 0
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            path += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return path
