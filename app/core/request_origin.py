"""The origin of a request, for limits and audit rows."""

import ipaddress
import re
from dataclasses import dataclass
from functools import lru_cache

from app.core.languages import asked
from app.core.text import _

# No address has this spelling, and `address_in` accepts only addresses, so no client can claim it.
OPERATOR = "operator"
_NOWHERE, _TERMINAL = _("an unknown address"), _("the command line")
# `192.0.2.1:80` and `[2001:db8::1]:80`, also in quotes (RFC 7239), and `fe80::1%eth0` (RFC 4007).
_WRAPPED = re.compile(
    r'"?(?:(?P<ipv4>[0-9.]+)|\[?(?P<ipv6>[0-9a-f:.]+)(?:%[^\]"\s]+)?\]?)(?::[0-9]{1,5})?"?',
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RequestOrigin:
    """The full IP address, user agent and id of a request.

    `ip` is empty where the address is unknown, and `OPERATOR` at the command line. `accepts` is
    the header Accept-Language.
    """

    ip: str
    user_agent: str
    request_id: str
    accepts: str = ""

    @property
    def language(self) -> str:
        """The language that the client asks for.

        It is empty where the client asks for none of ours.
        """
        return asked(self.accepts)

    @property
    def address(self) -> str:
        """The IPv4 address or IPv6 /64 by which limits count.

        One home has a whole /64.
        """
        return _address_of(self.ip)

    @property
    def network(self) -> str:
        """The IPv4 address or IPv6 /48 by which hash places are limited.

        Providers give a customer a /48, which holds 65,536 /64 networks.
        """
        return _address_of(self.ip, prefix=48)

    @property
    def is_operator(self) -> bool:
        """Whether the caller is an operator at the command line."""
        return self.ip == OPERATOR


@lru_cache(maxsize=1024)
def address_in(told: str) -> str:
    """Return the IP address in a header or socket name, or "".

    Gateways put a port, brackets, quotes or a zone around the address. A unix socket has no
    address, and a header may hold any word.
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
    """Return an address in words: "the command line", "an unknown address"."""
    return _TERMINAL if ip == OPERATOR else ip or _NOWHERE


def printable(text: str) -> str:
    """Return a client's text without control characters, cut to 300 characters.

    A `?` replaces each of them. They could control a terminal (CWE-117), and PostgreSQL stores no
    NUL.
    """
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


def command_line(user: str) -> RequestOrigin:
    """Return the origin of an operating system's user at the command line."""
    return RequestOrigin(ip=OPERATOR, user_agent=f"command line ({user})", request_id="")
