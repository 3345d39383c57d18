"""Finds people by parts of their address and name."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, literal_column, or_

from app.db.folding import folded
from app.db.odd import is_odd, odd
from app.users.models import User

# Two spaces begin the address and the name, so that short words find beginnings. The indexes of
# PostgreSQL hold these expressions, word for word (migrations 0021 and 0025).
_GAP: ColumnElement[str] = literal_column("'  '")
_SEARCHED: ColumnElement[str] = _GAP + User.email + _GAP + User.name
_TEXT, _IS_ODD = folded(_SEARCHED), odd(_SEARCHED)
# A part that is shorter has no trigram.
_SHORTEST_PART = 3


def matching(text: str) -> Iterator[ColumnElement[bool]]:
    """Yield the SQL conditions of people with each word of a text.

    Small and capital letters are the same. A word of one or two letters must begin the address or a
    word of the name.
    """
    parts = [_part(word) for word in text.split()]
    for part in parts:
        # `autoescape` takes the meaning from %, _ and its own escape character (A08).
        spelled = (_TEXT.contains(each, autoescape=True) for each in sorted(_spellings(part)))
        yield or_(*spelled)
    if any(map(is_odd, parts)):
        yield _IS_ODD  # true for all of these people anyway: it names the index


def _part(word: str) -> str:
    return f" {word}" if len(word) < _SHORTEST_PART else word


def _spellings(part: str) -> set[str]:
    """Return a part in small letters, and with other capitals.

    The database folds A to Z alone, so the second one has capitals beyond them.
    """
    small = part.lower()
    return {small, "".join(each if each.isascii() else each.upper() for each in small)}
