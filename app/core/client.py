"""Who sent a request, as far as the network tells: what limits count and audit rows keep."""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache

# `192.0.2.1:80`, `[2001:db8::1]:80` and, of RFC 7239, both in quotes; of RFC 4007, `fe80::1%eth0`.
_WRAPPED = re.compile(
    r'"?(?:(?P<ipv4>[0-9.]+)|\[?(?P<ipv6>[0-9a-f:.]+)(?:%[^\]"\s]+)?\]?)(?::[0-9]{1,5})?"?',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Client:
    """One caller: full IP address (empty for the command line), user agent and request id."""

    ip: str
    user_agent: str
    request_id: str

    @property
    def address(self) -> str:
        """The IPv4 address or IPv6 /64 that limits count by: one home owns a whole /64."""
        return _address_of(self.ip)


def printable(text: str) -> str:
    """Return what a client sent as text that a terminal does not obey (CWE-117), and that every
    database can store: PostgreSQL takes no NUL. At most 300 characters."""
    if text.isprintable():
        return text[:300]
    return "".join(each if each.isprintable() else "?" for each in text[:300])


def bare_address(told: str) -> str:
    """Return an IP address without the port, brackets, quotes and zone that gateways put around
    it; what is no address stays as it is.

    Else each of them would be `unknown`, and share its limits with the whole world.
    """
    found = _WRAPPED.fullmatch(told.strip())
    bare = found["ipv4"] or found["ipv6"] if found else ""
    return bare if is_address(bare) else told


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _address_of(ip: str) -> str:
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, 64), strict=False))
    return str(parsed)


COMMAND_LINE = Client(ip="", user_agent="command line", request_id="")
