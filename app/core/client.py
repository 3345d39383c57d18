"""Who sent a request, as far as the network tells: what limits count and audit rows keep."""

import ipaddress
from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """One caller: full IP address (empty for the command line), user agent and request id."""

    ip: str
    user_agent: str
    request_id: str

    @property
    def address(self) -> str:
        """The IPv4 address or IPv6 /64 that limits count by: one home owns a whole /64."""
        try:
            parsed = ipaddress.ip_address(self.ip)
        except ValueError:
            return "unknown"
        if isinstance(parsed, ipaddress.IPv6Address):
            if parsed.ipv4_mapped:
                return str(parsed.ipv4_mapped)
            return str(ipaddress.IPv6Network((parsed, 64), strict=False))
        return str(parsed)


def printable(text: str) -> str:
    """Return what a client sent as text that a terminal does not obey (CWE-117), and that every
    database can store: PostgreSQL takes no NUL. At most 300 characters."""
    return "".join(each if each.isprintable() else "?" for each in text[:300])


COMMAND_LINE = Client(ip="", user_agent="command line", request_id="")
