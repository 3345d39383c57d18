"""Compares our clock with a database's, web server's or time server's."""

import socket
import struct
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from app.core.opaque_tokens import new_id
from app.extensions import now
from app.maintenance.finding import Finding, broken, ok, warning
from app.web.monitoring.health import CLOCK_BREAKS, CLOCK_WARNS, clock_apart

_ANSWER_SECONDS = 5.0
_WHOLE_SECONDS = 1.0  # the resolution of a Date: a second more or less says nothing
_NTP_PORT = 123
_FROM_1900_TO_1970 = 2_208_988_800
_VERSION_4_CLIENT, _SERVER, _UNSYNCHRONISED = 0x23, 4, 3


def database_clock() -> Finding:
    """Compare the clock with the database's."""
    return _judge(clock_apart(), "the database's")


def outer_clock(url: str) -> Finding:
    """Compare the clock with a web server's or a time server's (`ntp://`)."""
    asked = now()
    try:
        theirs = _READERS[urlsplit(url).scheme](url)
    except (OSError, ValueError, TypeError, struct.error):
        return warning(f"{url} did not tell the time", "Name another server by --clock.")
    # The server read its clock about halfway between the question and the answer.
    apart = abs((theirs + (now() - asked) / 2 - now()).total_seconds())
    return _judge(max(0.0, apart - _WHOLE_SECONDS), f"{url}'s")


def is_readable(url: str) -> bool:
    """Tell whether a URL names a server whose clock can be asked."""
    try:
        parts = urlsplit(url)
        return parts.scheme in _READERS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _judge(apart: float, whose: str) -> Finding:
    told = f"{apart:.0f} s apart from {whose}"
    if apart > CLOCK_BREAKS:
        return broken(told, "Let NTP set both clocks: codes and links will be refused.")
    return warning(told, "Let NTP set both clocks.") if apart > CLOCK_WARNS else ok(told)


class _Unmoved(urllib.request.HTTPRedirectHandler):
    """Follows nowhere: the operator named one server (ASVS 15.3.2)."""

    def redirect_request(self, *_: Any) -> None:
        """Let a redirect be an error."""


def _http_date(url: str) -> datetime:
    """Return the `Date` of a web server's answer (RFC 9110 section 6.6.1)."""
    opener = urllib.request.build_opener(_Unmoved)
    with opener.open(url, timeout=_ANSWER_SECONDS) as answer:
        theirs = parsedate_to_datetime(answer.headers["Date"])
    return theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)


def _ntp_time(url: str) -> datetime:
    """Return the time of a time server, by SNTP (RFC 4330).

    It sends one question and reads one answer.
    """
    parts, ours = urlsplit(url), new_id().encode()[:8]
    where = (parts.hostname, parts.port or _NTP_PORT)
    family, kind, protocol, _, address = socket.getaddrinfo(*where, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as asking:
        asking.settimeout(_ANSWER_SECONDS)
        asking.connect(address)
        asking.send(bytes([_VERSION_4_CLIENT]) + bytes(39) + ours)
        head, stratum, echo, seconds, fraction = struct.unpack(">BB22x8s8xII", asking.recv(48))
    # The echo of random bytes shows that it is the answer to this question (section 5).
    if echo != ours or head & 7 != _SERVER or head >> 6 == _UNSYNCHRONISED or not stratum:
        raise ValueError("no answer of a time server that knows the time")
    if seconds < 1 << 31:
        seconds += 1 << 32  # the era that begins in 2036 (section 3)
    since = seconds - _FROM_1900_TO_1970 + fraction / (1 << 32)
    return datetime.fromtimestamp(0, UTC) + timedelta(seconds=since)


_READERS: dict[str, Callable[[str], datetime]] = {
    "http": _http_date,
    "https": _http_date,
    "ntp": _ntp_time,
}
