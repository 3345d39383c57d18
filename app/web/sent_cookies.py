"""The cookies that a request sent, told apart, or not there.

A neighbour on the same domain can toss a second cookie of our name before ours, and nobody can say
which of the two is ours: then none is (R75).
"""

from functools import lru_cache
from typing import NamedTuple, cast

from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie

from app.web.exchange import Environ

Cookies = ImmutableMultiDict[str, str]
_LONGEST_KEPT = 1024


class SentCookies(NamedTuple):
    """All as they were sent, those of one name in their order; and those whose name came once."""

    every: Cookies
    lone: Cookies


def sent_cookies(environ: Environ) -> SentCookies:
    """Return the cookies of a request."""
    header = environ.get("HTTP_COOKIE", "")
    return _parsed_lately(header) if len(header) <= _LONGEST_KEPT else _parsed(header)


def _parsed(header: str) -> SentCookies:
    every = cast(Cookies, parse_cookie(header, cls=ImmutableMultiDict))
    lone = ((name, values[0]) for name, values in every.lists() if len(values) == 1)
    return SentCookies(every, ImmutableMultiDict(lone))


# A browser sends the same header with every request.
_parsed_lately = lru_cache(maxsize=512)(_parsed)
