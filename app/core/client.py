"""Who sent a request, as far as the network tells: what limits count and audit rows keep."""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache

# No address is spelled so, and `address_in` lets no sender of a request claim it.
OPERATOR = "operator"
_NOWHERE, _TERMINAL = "an unknown address", "the command line"
# `192.0.2.1:80`, `[2001:db8::1]:80` and, of RFC 7239, both in quotes; of RFC 4007, `fe80::1%eth0`.
_WRAPPED = re.compile(
    r'"?(?:(?P<ipv4>[0-9.]+)|\[?(?P<ipv6>[0-9a-f:.]+)(?:%[^\]"\s]+)?\]?)(?::[0-9]{1,5})?"?',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Client:
    """One caller: full IP address (empty where the network tells none, `OPERATOR` at the command
    line), user agent and request id."""

    ip: str
    user_agent: str
    request_id: str

    @property
    def address(self) -> str:
        """The IPv4 address or IPv6 /64 that limits count by: one home owns a whole /64."""
        return _address_of(self.ip)

    @property
    def network(self) -> str:
        """The IPv4 address or IPv6 /48 that places are shared out by: providers give a customer a
        /48, with 65,536 addresses to count by."""
        return _address_of(self.ip, prefix=48)

    @property
    def is_operator(self) -> bool:
        """Whether an operator acts, at the command line."""
        return self.ip == OPERATOR


@lru_cache(maxsize=1024)
def address_in(told: str) -> str:
    """Return the IP address that a proxy or the server tells, or nothing where it is none.

    Gateways put a port, brackets, quotes or a zone around it. A unix socket has no address, and a
    header may hold any word.
    """
    found = _WRAPPED.fullmatch(told.strip())
    bare = found["ipv4"] or found["ipv6"] if found else ""
    return bare if is_address(bare) else ""


def is_address(text: str) -> bool:
    """Tell whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def place_text(ip: str) -> str:
    """Return in words where somebody sat."""
    return _TERMINAL if ip == OPERATOR else ip or _NOWHERE


def printable(text: str) -> str:
    """Return what a client sent as text that a terminal does not obey (CWE-117), and that every
    database can store: PostgreSQL takes no NUL. At most 300 characters."""
    if text.isprintable():
        return text[:300]
    return "".join(each if each.isprintable() else "?" for each in text[:300])


@lru_cache(maxsize=1024)
def _address_of(ip: str, prefix: int = 64) -> str:
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.IPv6Network((parsed, prefix), strict=False))
    return str(parsed)


COMMAND_LINE = Client(ip=OPERATOR, user_agent="command line", request_id="")
