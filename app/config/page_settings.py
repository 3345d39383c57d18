"""Parsers of APP_NAME, SUPPORT and LOGO: what people see of an operator."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from xml.parsers import expat

from app.config.parsing import ConfigError, split_address, text
from app.core.addresses import normal_form
from app.core.errors import InvalidRequest

LARGEST_LOGO = 256 * 1024
_LONGEST_NAME = 64
_SVG = "http://www.w3.org/2000/svg svg"
_PNG = b"\x89PNG\r\n\x1a\n"
# A mail program would read these as the end of the address (RFC 6068).
_ENDS_AN_ADDRESS = set('?&#%"<>`|\\^{} ')


@dataclass(frozen=True)
class Logo:
    """The operator's picture, as it was when the server started."""

    content: bytes = field(repr=False)
    mimetype: str


def app_name(value: str) -> str:
    """Return the name of the service; raises ConfigError.

    A QR code holds the name twice, so it is short.
    """
    given = text(value)
    if len(given) > _LONGEST_NAME:
        raise ConfigError(f"must have {_LONGEST_NAME} characters at most")
    if not any(each.isalnum() for each in given):
        raise ConfigError("must hold a letter or a digit")
    return given


def support(value: str) -> str | None:
    """Return a mail address or a http(s) URL.

    Returns None for an empty value. Raises ConfigError for what a page cannot link to.
    """
    given = value.strip()
    if not given or _is_url(given) or _is_mailbox(given):
        return given or None
    raise ConfigError("must be a mail address, or an address such as https://example.com/help")


def logo(value: str) -> Logo | None:
    """Return the picture at a path, or None for an empty value.

    The content tells the type, not the name. Raises ConfigError for a file that is missing, too
    large, or no SVG or PNG.
    """
    if not value.strip():
        return None
    path = Path(value.strip())
    content = _read(path)
    for mimetype, is_such in (("image/png", _is_png), ("image/svg+xml", _is_svg)):
        if is_such(content):
            return Logo(content, mimetype)
    raise ConfigError(f"must name an SVG or a PNG file: {path} is neither")


def _is_url(given: str) -> bool:
    parts = split_address(given)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        return False
    is_plain = given.isprintable() and " " not in given
    return is_plain and not urlsplit(given).username


def _is_mailbox(given: str) -> bool:
    try:
        normal_form(given)
    except InvalidRequest:
        return False
    return not _ENDS_AN_ADDRESS & set(given)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_LOGO + 1)
    except OSError as wrong:
        raise ConfigError(f"cannot be read: {path}: {wrong.strerror}") from None
    if len(content) > LARGEST_LOGO:
        raise ConfigError(f"must have {LARGEST_LOGO // 1024} KiB at most: {path}")
    return content


def _is_png(content: bytes) -> bool:
    return content.startswith(_PNG) and content[12:16] == b"IHDR"


def _is_svg(content: bytes) -> bool:
    """Tell whether the content is XML whose first element is SVG's own.

    Without the namespace a browser draws nothing.
    """
    names: list[str] = []
    reader = expat.ParserCreate(namespace_separator=" ")
    reader.StartElementHandler = lambda name, _: names.append(name)
    try:
        reader.Parse(content, True)
    except expat.ExpatError:
        return False
    return names[0] == _SVG
