"""The way back after a login: which address a browser may be sent to (R74)."""

import re
from collections.abc import Iterable
from urllib.parse import quote

LONGEST = 2000
# Whatever parsers read differently is refused, not repaired: users before the host, backslashes,
# missing or extra slashes, control characters and spaces, hosts that are not plain ASCII.
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>(?:[/?#][!-\[\]-~]*)?)",
    re.IGNORECASE,
)
_PRINTABLE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "\\")
_PORTS = {"http": 80, "https": 443}


def way_back(text: str | None, origins: Iterable[str]) -> str | None:
    """Return the address behind `text` where it lies in one of `origins`, else None.

    The answer is built on the origin as it was configured, so that no browser reads another host
    out of it. Scheme, host and port must be equal; a port left out is the scheme's own (RFC 6454).
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
    """Return an address as a proxy sent it with what is not plain text percent-encoded, so that a
    header's raw bytes may stand in a URL."""
    return quote(text.encode("latin-1", "replace"), safe=_PRINTABLE)


def origin_of(text: str) -> str | None:
    """Return the root of the origin that an address lies in, or None where it is malformed."""
    found = _ADDRESS.match(text)
    return text[: found.start("rest")] + "/" if found else None


def _parts(text: str) -> tuple[tuple[str, str, int], str] | None:
    found = _ADDRESS.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    scheme, host = found["scheme"].lower(), found["host"].lower()
    return (scheme, host, int(found["port"] or _PORTS[scheme])), found["rest"]
