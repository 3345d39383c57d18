"""The query of a proxy's question: what an app asks for.

An operator writes it.
"""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs

from app.core.group_names import LONGEST
from app.forward_auth.decision import Asked

LONGEST_TIME = 10**9
_LONGEST = 1000
_GROUPS = rf"[a-z0-9_.-]{{1,{LONGEST}}}(,[a-z0-9_.-]{{1,{LONGEST}}}){{0,19}}"
_READABLE = {
    "factor": re.compile("2"),
    "fresh": re.compile("[1-9][0-9]{0,8}|1000000000"),
    "group": re.compile(_GROUPS),
}


@lru_cache(maxsize=100)
def asked_in(query: str) -> Asked | None:
    """Return what a query asks for, or None where it is unreadable.

    A name or value that is not known makes it unreadable: a typing error must close the app, not
    open it. Of a name that is given twice the stricter value holds. Otherwise an attacker who can
    add to the query could make it ask for less. The result is cached, as the query comes with every
    request.
    """
    if len(query) > _LONGEST:
        return None
    try:
        given = parse_qs(query, keep_blank_values=True, errors="strict")
    except ValueError:  # no UTF-8
        return None
    if not all(_is_readable(*each) for each in given.items()):
        return None
    fresh = [int(value) for value in given.get("fresh", ())]
    return Asked(
        factor="factor" in given,
        fresh=min(fresh, default=None),
        groups=tuple(frozenset(each.split(",")) for each in given.get("group", ())),
    )


def parameters() -> list[dict[str, Any]]:
    """Return the query's parameters for the OpenAPI document."""
    shapes: dict[str, tuple[dict[str, Any], str, object]] = {
        "factor": (
            {"type": "string", "enum": ["2"]},
            "`2`: a second factor was proven in this session",
            "2",
        ),
        "fresh": (
            {"type": "integer", "minimum": 1, "maximum": LONGEST_TIME},
            "The last proof is at most so many seconds old",
            300,
        ),
        "group": (
            {"type": "string", "pattern": f"^{_GROUPS}$"},
            "Names of groups or roles: the user must have one of them",
            "admin,editors",
        ),
    }
    return [
        {"in": "query", "name": name, "schema": shape, "description": text, "example": example}
        for name, (shape, text, example) in shapes.items()
    ]


def _is_readable(name: str, values: list[str]) -> bool:
    known = _READABLE.get(name)
    return known is not None and all(known.fullmatch(value) for value in values)
