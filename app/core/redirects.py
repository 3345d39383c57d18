"""The addresses to which a login may redirect the browser (R74)."""

import re
from collections.abc import Iterable
from urllib.parse import quote

LONGEST = 2000
# The pattern refuses what parsers read differently, and repairs nothing: users before the host,
# backslashes, missing or extra slashes, control characters and spaces, hosts that are not ASCII.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:[/?#][!-\[\]-~]*)?)",
    re.IGNORECASE,
)
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "\\")
_PORTS = {"http": 80, "https": 443}


def way_back(text: str | None, origins: Iterable[str]) -> str | None:
    """Return the address in `text` if an origin allows it, else None.

    The return value begins with the configured origin, so that no browser reads another host in
    it. Scheme, host and port must be equal. A missing port is the scheme's default (RFC 6454).
    """
    parts = _parts(text or "")
    if parts is None:
        return None
    origin, rest = parts
    for allowed in origins:
        if (known := _parts(allowed)) is not None and known[0] == origin:
            return allowed + (rest if rest.startswith("/") else f"/{rest}")
    return None


def as_sent(text: str) -> str:
    """Return an address from a proxy's header in percent-encoding.

    Raw bytes, spaces and backslashes of a header then fit into a URL. `text` is Latin-1, as in
    WSGI.
    """
    return quote(text.encode("latin-1", "replace"), safe=_PRINTABLE)


def origin_of(text: str) -> str | None:
    """Return an address's origin with a `/`, or None if malformed."""
    found = _ADDRESS.match(text)
    return text[: found.start("rest")] + "/" if found else None


def _parts(text: str) -> tuple[tuple[str, str, int], str] | None:
    found = _ADDRESS.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    scheme, host = found["scheme"].lower(), found["host"].lower()
    return (scheme, host, int(found["port"] or _PORTS[scheme])), found["rest"]
