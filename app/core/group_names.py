"""The names that a group may have."""

import re

from app.core.errors import InvalidRequest
from app.core.text import _

LONGEST = 40
# A comma, a space or another sign would be another group, or none, in `Remote-Groups`.
PATTERN = rf"^[a-z0-9_.-]{{1,{LONGEST}}}$"
_NAME = re.compile(PATTERN.rstrip("$"), re.ASCII)
TAKEN = frozenset({"admin", "user"})


def is_group_name(text: str) -> bool:
    """Tell whether a text is the name of a group."""
    return _NAME.fullmatch(text) is not None and text not in TAKEN


def require_group_name(text: str) -> str:
    """Return the name of a group; raises InvalidRequest for another text."""
    if text in TAKEN:
        raise InvalidRequest(fields={"name": [_("This is the name of a role.")]})
    if not is_group_name(text):
        told = _("Use 1 to {most} of these: a-z, 0-9, hyphen, underscore, dot.").format(
            most=LONGEST
        )
        raise InvalidRequest(fields={"name": [told]})
    return text
