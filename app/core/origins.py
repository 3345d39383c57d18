"""The normal form of origins, and open paths."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

# It refuses what parsers read differently: a user before the host, a backslash, a sign that no host
# has, a port without a number.
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?=[/?#]|\Z)",
    re.IGNORECASE | re.ASCII,
)
_PORTS = {"http": 80, "https": 443}
_REFUSED = re.compile(r"[\\;%?#]")
LONGEST_PATH = 200


class Target(NamedTuple):
    """Where a request is going.

    `origin` is in normal form, or None; `path` is what follows, as it was sent.
    """

    origin: str | None
    path: str


def target_of(address: str) -> Target:
    """Return the parts of an address.

    The normal form of an origin has lower case, no default port and no dot behind the host.
    """
    found = _ORIGIN.match(address)
    if found is None:
        return Target(None, "")
    scheme, host = found["scheme"].lower(), found["host"].lower().removesuffix(".")
    port = int(found["port"] or _PORTS[scheme])
    if not host or not 0 < port <= 65535:
        return Target(None, "")
    shown = "" if port == _PORTS[scheme] else f":{port}"
    return Target(f"{scheme}://{host}{shown}", address[found.end() :])


@lru_cache(maxsize=256)
def origin_in(text: str) -> str | None:
    """Return the normal form of an origin.

    Returns None where the text holds more or less. The result is cached, as a proxy asks about one
    app many times.
    """
    origin, rest = target_of(text)
    return origin if rest in {"", "/"} else None


def segments_of(sent: str) -> tuple[str, ...] | None:
    """Return the segments of a path, decoded once.

    Returns None where they have two readings. `sent` is Latin-1, as in WSGI; a query is cut off.
    Servers differ on `.`, `..`, `//`, `;`, backslashes, encoded slashes, control characters, and
    what is still encoded.
    """
    path = sent.partition("?")[0]
    lowered = path.lower()
    if not path.startswith("/") or "%2f" in lowered or "%5c" in lowered:
        return None
    try:
        decoded = unquote_to_bytes(path.encode("latin-1")).decode("utf-8")
    except UnicodeError:
        return None
    if not decoded.isprintable() or _REFUSED.search(decoded):
        return None
    *inner, last = decoded.split("/")[1:]
    if "" in inner or any(each and not each.strip(". ") for each in (*inner, last)):
        return None
    return (*inner, last) if last else tuple(inner)


def is_open(sent: str, prefixes: Iterable[tuple[str, ...]]) -> bool:
    """Tell whether a path begins with one of the prefixes."""
    segments = segments_of(sent)
    return segments is not None and any(segments[: len(prefix)] == prefix for prefix in prefixes)
