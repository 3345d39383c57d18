"""What a person's name may be made of."""

import re

LONGEST = 100
# Control characters, line and paragraph separators, and what turns the writing direction or is not
# seen: a name must not break a line, a header or a terminal, nor look like another one. Joiners
# stay, because Persian and emoji need them. Written as JSON Schema's dialect has it (ECMA 262).
_REFUSED = r"\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
PATTERN = f"^[^{_REFUSED}]*$"
_NAME = re.compile(PATTERN)


def is_name(text: str) -> bool:
    """Tell whether a text holds nothing that a name must not hold."""
    return _NAME.fullmatch(text) is not None
