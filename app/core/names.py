"""What a person's name may be made of."""

import re

LONGEST = 100
# Control characters, line and paragraph separators, and what turns the writing direction or is not
# seen: a name must not break a line, a header or a terminal, nor look like another one. Joiners
# stay, because Persian and emoji need them. Written as JSON Schema's dialect has it (ECMA 262).
_REFUSED = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    r"\ue000-\uf8ff\ufeff\ufff9-\ufffb"
)
PATTERN = f"^[^{_REFUSED}]*$"
_NAME = re.compile(PATTERN)


def is_name(text: str) -> bool:
    """Tell whether a text holds nothing that a name must not hold."""
    # A lone surrogate is no character, and has no place in a pattern: with it goes every emoji
    # where a pattern reads text by halves.
    is_text = not any("\ud800" <= each <= "\udfff" for each in text)
    return is_text and _NAME.fullmatch(text) is not None
