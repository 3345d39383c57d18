"""Random secrets that scanners of source code can find.

A prefix names the kind, and a checksum tells a real one from a look-alike. So a scanner reports no
false find, and a forged one is refused before anything is looked up.
"""

import re
import zlib

from app.core.opaque_tokens import random_text

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# 43 of 62 signs hold 256 bits, and 6 hold the 32 bits of the checksum.
_RANDOM, _CHECKSUM = 43, 6
APP_TOKEN, CLIENT_SECRET = "sl_", "slc_"
_WHOLE = re.compile(rf"slc?_([0-9A-Za-z]{{{_RANDOM}}})([0-9A-Za-z]{{{_CHECKSUM}}})")


def new_secret(prefix: str) -> str:
    """Return a secret of 256 random bits behind a prefix."""
    drawn = random_text(_SIGNS, _RANDOM)
    return f"{prefix}{drawn}{_checksum(drawn)}"


def is_whole(text: str, prefix: str) -> bool:
    """Tell whether a text is a whole secret of that prefix.

    Callers query the database only for such a text.
    """
    found = _WHOLE.fullmatch(text) if text.startswith(prefix) else None
    return found is not None and _checksum(found[1]) == found[2]


def _checksum(drawn: str) -> str:
    left, signs = zlib.crc32(drawn.encode("ascii")), ""
    for _ in range(_CHECKSUM):
        left, digit = divmod(left, len(_SIGNS))
        signs = _SIGNS[digit] + signs
    return signs
