"""Reads a long list, so that a command holds one page."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")
_ROWS_OF_A_PAGE = 500


def pages_of(
    find: Callable[..., Sequence[Row]], key: Callable[[Row], str]
) -> Iterator[Sequence[Row]]:
    """Return everything that `find` lists, in pages.

    `find` takes `after` and `limit`. `key` is what `after` is behind a row.
    """
    after = ""
    while found := find(after=after, limit=_ROWS_OF_A_PAGE):
        yield found
        after = key(found[-1])
