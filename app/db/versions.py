"""Refuses a change that does not fit the rows any more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sqlalchemy.exc import IntegrityError

from app.core.errors import Conflict
from app.core.text import _


class Versioned(Protocol):
    """A row whose `version` rises with each change."""

    version: int


def next_version(row: Versioned, sent: int | None) -> None:
    """Raise the version of a locked row.

    `sent` is the version that the caller saw, or None for an operator, who saw none. Raises
    Conflict where the row was changed since.
    """
    if sent is not None and sent != row.version:
        raise changed_meanwhile()
    row.version += 1


def changed_meanwhile() -> Conflict:
    """Return the refusal of a write on an older version."""
    return Conflict(_("Somebody changed this meanwhile. Look at it anew."))


@contextmanager
def conflicting(message: str) -> Iterator[None]:
    """Turn the refusal of a constraint into Conflict, with this message."""
    try:
        yield
    except IntegrityError:
        raise Conflict(message) from None
