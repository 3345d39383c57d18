"""Parsers of RP_ID and PASSKEY_ORIGINS.

Both must fit PUBLIC_URL. The list of public suffixes is loaded only where one of the two needs it.
"""

import ipaddress
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

import idna

from app.config import parsing
from app.config.parsing import ConfigError

# Browsers look at no origin past the fifth label of a list (WebAuthn Level 3, 5.11).
_MOST_LABELS = 5
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")


def rp_id(value: str) -> str | None:
    """Return the host that passkeys are made for.

    Returns None for an empty value. Raises ConfigError for an address or a malformed name.
    """
    given = value.strip().lower()
    if not given:
        return None
    if not _HOST.fullmatch(given) or _is_address(given) or given.rpartition(".")[2].isdecimal():
        raise ConfigError("must be a host of your own such as example.com")
    return given


def origins(value: str) -> tuple[str, ...]:
    """Return the origins of a comma-separated list, which may be empty.

    Raises ConfigError for an origin that has no passkeys or stands there twice, and for more
    labels than browsers read.
    """
    found = tuple(parsing.origin(part) for part in value.split(",") if part.strip())
    if len(set(found)) != len(found):
        raise ConfigError("names an origin twice")
    for each in found:
        if not has_passkeys(each):
            raise ConfigError(f"must hold https origins with a name as their host: {each}")
    if len({_label(urlsplit(each).hostname or "") for each in found}) > _MOST_LABELS:
        raise ConfigError(f"names more than {_MOST_LABELS} domains, and browsers read no further")
    return found


def has_passkeys(origin: str) -> bool:
    """Tell whether browsers offer passkeys to the pages of an origin.

    They want https or this machine, and a name as the host (WebAuthn Level 3, 5.1.3).
    """
    parts = urlsplit(origin)
    host = parts.hostname or ""
    is_named = _HOST.fullmatch(host) is not None and not _is_address(host)
    return is_named and (parts.scheme == "https" or parsing.is_loopback(host))


@lru_cache(maxsize=8)  # each request asks
def host_of_passkeys(public_url: str, made_for: str | None) -> str:
    """Return the host that passkeys are made for.

    `made_for` is RP_ID. The host is empty where browsers offer no passkeys.
    """
    if not has_passkeys(public_url):
        return ""
    return made_for or urlsplit(public_url).hostname or ""


def check_fit(public_url: str, made_for: str | None, also: Sequence[str]) -> None:
    """Raise ConfigError where no browser would make a passkey for `made_for`.

    `also` are the origins of PASSKEY_ORIGINS.
    """
    home = urlsplit(public_url)
    if (made_for or also) and not has_passkeys(public_url):
        name = "RP_ID" if made_for else "PASSKEY_ORIGINS"
        raise ConfigError(f"{name} needs a PUBLIC_URL with https and a name as its host")
    if made_for and made_for != home.hostname:
        _check_parent(home.hostname or "", made_for)
    for each in also:
        if each.startswith("http:") and home.scheme != "http":
            raise ConfigError(f"PASSKEY_ORIGINS must have the scheme of PUBLIC_URL: {each}")


def _check_parent(host: str, parent: str) -> None:
    if not host.endswith(f".{parent}"):
        raise ConfigError("RP_ID must be the host of PUBLIC_URL or a parent of it")
    if _is_public_suffix(parent):
        raise ConfigError(f"RP_ID must be of your own: strangers have names under {parent}")


def _label(host: str) -> str:
    """Return the label that browsers count: before the public suffix."""
    labels = host.split(".")
    for place in range(1, len(labels)):
        if _is_public_suffix(".".join(labels[place:])):
            return labels[place - 1]
    return host


def _is_public_suffix(domain: str) -> bool:
    # A top-level domain that the list lacks is a public suffix too.
    if "." not in domain:
        return True
    from fido2.rpid import verify_rp_id  # noqa: PLC0415

    named = _in_unicode(domain)  # as the list spells it
    return not verify_rp_id(named, f"https://any.{named}")


def _in_unicode(domain: str) -> str:
    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
