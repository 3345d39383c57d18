"""Parsers of PROTECTED_ORIGINS and COOKIE_DOMAIN.

Both must fit PUBLIC_URL.
"""

import re
from urllib.parse import urlsplit

from app.config import parsing
from app.config.parsing import ConfigError

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
# Second-level names under which strangers register domains. Their servers would receive a cookie
# for such a name. Browsers know the whole list and refuse the cookie; the start fails earlier.
_SHARED = re.compile(r"(?:ac|co|com|edu|go|gob|gov|gv|ltd|me|ne|net|nom|or|org|sch)\.[a-z]{2}")


def origins(value: str) -> tuple[str, ...]:
    """Return the origins of a comma-separated list, which may be empty.

    Raises ConfigError for a malformed origin, or one that is named twice.
    """
    found = tuple(parsing.origin(part) for part in value.split(",") if part.strip())
    if len(set(found)) != len(found):
        raise ConfigError("names an origin twice")
    return found


def cookie_domain(value: str) -> str | None:
    """Return a domain such as `example.com`, or None for an empty value.

    Raises ConfigError for a top-level domain, an IP address, or a name that strangers share.
    """
    given = value.strip().lower().removeprefix(".")
    if not given:
        return None
    if not _DOMAIN.fullmatch(given) or given.rpartition(".")[2].isdecimal():
        raise ConfigError("must be a domain of your own such as example.com")
    if _SHARED.fullmatch(given):
        raise ConfigError(f"must be a domain of your own: strangers have names under {given}")
    return given


def check_fit(public_url: str, protected: tuple[str, ...], domain: str | None) -> None:
    """Raise ConfigError where no cookie of ours would reach an app.

    The app and the login page would redirect a signed-in browser to each other for ever.
    """
    home = urlsplit(public_url)
    if domain is not None and not _is_under(home.hostname or "", domain):
        raise ConfigError("COOKIE_DOMAIN must be a parent of the host of PUBLIC_URL")
    for origin in protected:
        app = urlsplit(origin)
        if app.scheme != home.scheme:
            raise ConfigError(f"PROTECTED_ORIGINS must have the scheme of PUBLIC_URL: {origin}")
        if app.hostname == home.hostname or (domain and _is_under(app.hostname or "", domain)):
            continue
        raise ConfigError(
            f"PROTECTED_ORIGINS names {origin}, whose host is neither that of PUBLIC_URL "
            "nor under COOKIE_DOMAIN: no proof of a login would reach it"
        )


def _is_under(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")
