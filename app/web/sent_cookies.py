"""The names of our cookies, and how requests carry them (R75)."""

import re
from functools import lru_cache
from typing import NamedTuple

from werkzeug.datastructures import ImmutableMultiDict

from app.web.exchange import Environ

SESSION, TWOFA_TOKEN = "session", "twofa_token"
KNOWN_BROWSER, TRUSTED_DEVICE = "known_browser", "trusted_device"
REGISTRATION = "registration"
FORWARD_AUTH = "forward_auth"  # has a Domain, so that apps on other hosts receive it
# Browsers accept `__Host-` under https alone. Under http a common name such as `session` would meet
# the cookie of another app on the same host, and each app would sign out the other's users.
_HTTPS, _HTTP = "__Host-", "second_lock_"
_HOSTS_OWN = "|".join((SESSION, TWOFA_TOKEN, KNOWN_BROWSER, TRUSTED_DEVICE, REGISTRATION))
# A browser joins cookies by `;` and quotes nothing (RFC 6265 5.4). If a quote counted here, two
# cookies of a neighbour could hide all cookies between them.
_OURS = re.compile(
    rf";[ \t]*((?:{_HTTPS}|{_HTTP})(?:{_HOSTS_OWN})|{FORWARD_AUTH})[ \t]*(?:=([^;]*))?(?=;|\Z)"
)
_LONGEST_KEPT = 1024
Cookies = ImmutableMultiDict[str, str]


class SentCookies(NamedTuple):
    """Our cookies in a request.

    `every` holds all of them in the order sent. `lone` holds those whose name came once.
    """

    every: Cookies
    lone: Cookies


def name_of(cookie: str, *, is_https: bool) -> str:
    """Return the name under which browsers hold a cookie of ours."""
    if cookie == FORWARD_AUTH:
        return cookie
    return f"{_HTTPS if is_https else _HTTP}{cookie}"


def sent_cookies(environ: Environ) -> SentCookies:
    """Return our cookies in a request.

    Cookies of other apps on the host are skipped unread: a header of many small ones would cost
    more than the whole request, before the request is counted.
    """
    header = environ.get("HTTP_COOKIE", "")
    return _read_lately(header) if len(header) <= _LONGEST_KEPT else _read(header)


def _read(header: str) -> SentCookies:
    found = ((each[1], (each[2] or "").strip(" \t")) for each in _OURS.finditer(f";{header}"))
    every = ImmutableMultiDict(found)
    lone = ((name, values[0]) for name, values in every.lists() if len(values) == 1)
    return SentCookies(every, ImmutableMultiDict(lone))


# A browser sends the same header with every request.
_read_lately = lru_cache(maxsize=512)(_read)
