"""Parsers of HSTS and TOKEN_ORIGINS."""

import re

from app.config import parsing
from app.config.parsing import ConfigError

_HSTS = re.compile(r"max-age=([0-9]{1,10})(; ?includeSubDomains)?(; ?preload)?", re.I)
_PRELOADED_SECONDS = 31_536_000
# The pages of an app have a scheme of its own, such as `capacitor://localhost`.
_APP = re.compile(r"[a-z][a-z0-9+.-]*://[a-z0-9._-]+(?::[0-9]{1,5})?")


def hsts(value: str) -> str:
    """Return the value of `Strict-Transport-Security` (RFC 6797).

    Raises ConfigError for any other directive, and for a `preload` that browsers would refuse.
    """
    given = value.strip()
    found = _HSTS.fullmatch(given)
    if found is None:
        raise ConfigError("must be max-age=SECONDS, and may add ; includeSubDomains ; preload")
    seconds, has_subdomains, is_preloaded = found.groups()
    if is_preloaded and not (has_subdomains and int(seconds) >= _PRELOADED_SECONDS):
        raise ConfigError(f"needs includeSubDomains and max-age={_PRELOADED_SECONDS} for preload")
    return given


def token_origins(value: str) -> tuple[str, ...]:
    """Return the origins of a comma-separated list, as browsers send them.

    The list may be empty. Raises ConfigError for a malformed origin, or one that is named twice.
    """
    found = tuple(_sent(part.strip()) for part in value.split(",") if part.strip())
    if len(set(found)) != len(found):
        raise ConfigError("names an origin twice")
    return found


def _sent(given: str) -> str:
    scheme = given.partition("://")[0].lower()
    if scheme in {"http", "https"}:
        return parsing.origin(given)
    if scheme == "file" or not _APP.fullmatch(given.lower()):
        raise ConfigError(
            "must hold origins such as https://app.example.com, capacitor://localhost"
        )
    return given.lower()
