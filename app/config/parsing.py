"""Parsers that turn an environment value into a setting.

A parser raises ConfigError, one line, for a wrong value.
"""

import base64
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from urllib.parse import SplitResult, urlsplit

from app.core.limits import Window

SHORTEST_KEY = 32
# Only ASCII: browsers write international names as punycode in the Origin header.
_HOST = re.compile(r"[a-z0-9._:-]+")
_WELL_KNOWN = re.compile(
    r"change.?me|default|example|secret.?key|your.?key|insecure|password", re.I
)


class ConfigError(Exception):
    """A setting is wrong; the text is one line for the operator."""


def text(value: str) -> str:
    """Return the value trimmed; raises ConfigError if it is empty.

    Also raises ConfigError for control characters, which could break a mail's header.
    """
    if not value.strip():
        raise ConfigError("must not be empty")
    if not value.strip().isprintable():
        raise ConfigError("must not hold control characters")
    return value.strip()


def address(*beginnings: str) -> Callable[[str], str | None]:
    """Return a parser of addresses that begin with one of `beginnings`.

    The parser returns None for an empty value.
    """

    def parse(value: str) -> str | None:
        given = value.strip()
        if given and (not given.startswith(beginnings) or split_address(given) is None):
            raise ConfigError(f"must be an address that begins with {' or '.join(beginnings)}")
        return given or None

    return parse


def number(least: int, most: int) -> Callable[[str], int]:
    """Return a parser of whole numbers from `least` to `most`."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", value.strip()) or not least <= int(value) <= most:
            raise ConfigError(f"must be a whole number from {least} to {most}")
        return int(value)

    return parse


def processes(value: str) -> int:
    """Return a number of processes.

    `auto` is one for each core, at most four.
    """
    if value.strip() == "auto":
        return min(os.cpu_count() or 1, 4)
    return number(1, 64)(value)


def choice(*words: str) -> Callable[[str], str]:
    """Return a parser that takes one of `words`."""

    def parse(value: str) -> str:
        if value.strip() not in words:
            raise ConfigError(f"must be one of {', '.join(words)}")
        return value.strip()

    return parse


def origin(value: str) -> str:
    """Return `scheme://host[:port]`, as browsers spell it.

    Raises ConfigError where the value has a path, a user or a query.
    """
    parts = split_address(value.strip().rstrip("/"))
    if parts is None or parts.scheme not in {"http", "https"} or not is_host(parts.hostname or ""):
        raise ConfigError("must be an address such as https://login.example.com")
    if parts.path or parts.query or parts.fragment or parts.username:
        raise ConfigError("must hold scheme, host and port alone")
    usual = ":80" if parts.scheme == "http" else ":443"  # no browser writes it
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"


def windows(value: str) -> tuple[Window, ...]:
    """Return the windows of a text such as `5/900,20/86400`.

    Each pair is COUNT/SECONDS.
    """
    pairs = [re.fullmatch(r"([0-9]{1,6})/([0-9]{1,8})", part.strip()) for part in value.split(",")]
    found = tuple(Window(int(pair[1]), int(pair[2])) for pair in pairs if pair)
    if len(found) != len(pairs) or any(not each.limit or not each.seconds for each in found):
        raise ConfigError("must be COUNT/SECONDS pairs separated by commas, such as 5/900,20/86400")
    return found


def signing_keys(value: str) -> tuple[str, ...]:
    """Return comma-separated keys of 32 characters or more.

    The first one signs, every one verifies.
    """
    keys = tuple(part.strip() for part in value.split(","))
    for key in keys:
        if len(key) < SHORTEST_KEY:
            raise ConfigError(f"must be {SHORTEST_KEY} characters or longer")
        _refuse_weak(key)
    return keys


def access_token(value: str) -> str | None:
    """Return a token of 32 or more printable ASCII characters.

    Returns None for an empty value.
    """
    given = value.strip()
    if given and (len(given) < SHORTEST_KEY or not given.isascii() or not given.isprintable()):
        raise ConfigError(f"must be {SHORTEST_KEY} printable ASCII characters or longer")
    if given:
        _refuse_weak(given)
    return given or None


def named_keys(value: str) -> Mapping[str, bytes]:
    """Return keys of 32 bytes by id from `id:base64` pairs.

    The first one seals, every one opens.
    """
    keys: dict[str, bytes] = {}
    for part in value.split(","):
        name, colon, encoded = part.strip().partition(":")
        if not colon or not re.fullmatch(r"[A-Za-z0-9_-]{1,32}", name) or name in keys:
            raise ConfigError("must be id:base64 pairs, each id once, of letters and digits")
        try:
            keys[name] = base64.b64decode(
                encoded.replace("-", "+").replace("_", "/"), validate=True
            )
        except ValueError:
            raise ConfigError(f"key {name!r} is not base64") from None
        if len(keys[name]) != SHORTEST_KEY:
            raise ConfigError(f"key {name!r} must be {SHORTEST_KEY} bytes")
        _refuse_weak(keys[name].decode("latin-1"))
    return keys


def is_host(name: str) -> bool:
    """Tell whether a text has the characters of a host, in ASCII."""
    return _HOST.fullmatch(name) is not None


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address is a loopback one."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(url: str) -> bool:
    """Tell whether an address such as PUBLIC_URL reaches this machine alone."""
    return is_loopback(urlsplit(url).hostname or "")


def split_address(value: str) -> SplitResult | None:
    """Return the parts of an address, or None if invalid."""
    try:
        parts = urlsplit(value)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def _refuse_weak(key: str) -> None:
    # 32 random bytes or characters have far more than ten different values.
    if _WELL_KNOWN.search(key) or len(set(key)) < 10:
        raise ConfigError("is a well-known or guessable key; make one with `flask keys generate`")
