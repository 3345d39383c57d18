"""The characters that a name or a reason may hold."""

import re

from app.core.errors import InvalidRequest
from app.core.text import _

LONGEST = 100
# Control characters, line and paragraph separators, invisible characters, and those that change the
# writing direction. A name must not break a line, a header or a terminal, nor look like another
# name. Joiners stay, because Persian and emoji need them. The syntax is that of JSON Schema's
# patterns (ECMA 262).
_REFUSED = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    r"\ue000-\uf8ff\ufeff\ufff9-\ufffb"
)
PATTERN = f"^[^{_REFUSED}]*$"
_NAME = re.compile(PATTERN)
SHORTEST_REASON, LONGEST_REASON = 3, 300
_VISIBLE, _ANY = rf"[^\s{_REFUSED}]", f"[^{_REFUSED}]"
# A sentence of one line, with no space at either end.
REASON = f"^{_VISIBLE}{_ANY}{{{SHORTEST_REASON - 2},{LONGEST_REASON - 2}}}{_VISIBLE}$"
_REASON = re.compile(REASON)


def is_name(text: str) -> bool:
    """Tell whether every character of a text is allowed in a name."""
    return _is_text(text) and _NAME.fullmatch(text) is not None


def require_name(text: str) -> None:
    """Refuse a character that no name may hold, by InvalidRequest."""
    if not is_name(text):
        raise InvalidRequest(fields={"name": [_("Use printable characters.")]})


def is_reason(text: str) -> bool:
    """Tell whether a text can be the reason of an act."""
    return _is_text(text) and _REASON.fullmatch(text) is not None


def _is_text(text: str) -> bool:
    # The check of lone surrogates is not in the pattern: a pattern engine that reads UTF-16 units
    # would then refuse every emoji.
    return not any("\ud800" <= each <= "\udfff" for each in text)
