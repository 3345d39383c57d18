"""Base64url without padding, of one spelling (RFC 4648, section 5)."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def encoded(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(text: object, *, least: int = 1, most: int) -> bytes:
    """Return the bytes of base64url; raises ValueError.

    Text that spells the same bytes in another way is refused, so that a value compares as text.
    """
    if not isinstance(text, str) or len(text) > most * 2 or not _ALPHABET.fullmatch(text):
        raise ValueError
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if not least <= len(data) <= most or encoded(data) != text:
        raise ValueError
    return data


def text_of(text: object, *, most: int) -> str | None:
    """Return ASCII text that was sent as base64url, or None."""
    try:
        return decoded(text, most=most).decode("ascii")
    except ValueError:
        return None
