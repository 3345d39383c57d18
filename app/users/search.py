"""Finds people by parts of their address and name."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, literal_column, or_

from app.db.folding import folded
from app.users.models import User

# Two spaces begin the address and the name, so that short words find beginnings. The index of
# PostgreSQL holds this expression, word for word (migration 0021).
_GAP: ColumnElement[str] = literal_column("'  '")
_TEXT = folded(_GAP + User.email + _GAP + User.name)
# A part that is shorter has no trigram.
_SHORTEST_PART = 3


def matching(text: str) -> Iterator[ColumnElement[bool]]:
    """Yield the SQL conditions of people with each word of a text.

    Small and capital letters are the same. A word of one or two letters must begin the address or a
    word of the name.
    """
    for word in text.split():
        yield or_(*(_contains(each) for each in sorted(_spellings(word))))


def _contains(part: str) -> ColumnElement[bool]:
    # `autoescape` takes the meaning from %, _ and its own escape character (A08).
    begins = f" {part}" if len(part) < _SHORTEST_PART else part
    return _TEXT.contains(begins, autoescape=True)


def _spellings(word: str) -> set[str]:
    """Return a word in small letters, and with other capitals.

    The database folds A to Z alone, so the second one has capitals beyond them.
    """
    small = word.lower()
    return {small, "".join(each if each.isascii() else each.upper() for each in small)}
