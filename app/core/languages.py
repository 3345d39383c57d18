"""The languages of the product, and which one a browser asks for."""

import re
from functools import cache, lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

ENGLISH = "en"
DOMAIN = "messages"
FOLDER = Path(__file__).parents[1] / "locales"
_RANGE = re.compile(r"([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?(?:\s*;\s*q=([01](?:\.\d{0,3})?))?")
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@cache
def languages() -> tuple[str, ...]:
    """Return the tag of each language; the first is the fallback."""
    folders = (each.name for each in FOLDER.iterdir() if (each / "LC_MESSAGES").is_dir())
    return (ENGLISH, *sorted(folders))


def known(tag: str) -> str:
    """Return a language that exists: the tag's, else English."""
    return tag if tag in languages() else ENGLISH


@lru_cache(maxsize=512)
def asked(header: str) -> str:
    """Return the language that a header Accept-Language asks for.

    Returns "" where it asks for none that exists (RFC 9110, 12.5.4).
    """
    best, most = "", 0.0
    for each in header.split(","):
        found = _RANGE.fullmatch(each.strip())
        if found is None:
            continue
        tag, weight = found[1].lower(), float(found[2] or 1)
        if weight > most and tag in languages():
            best, most = tag, weight
    return best


def direction(tag: str) -> str:
    """Return how a language is written: `ltr` or `rtl`."""
    return "rtl" if tag in _RIGHT_TO_LEFT else "ltr"


@cache
def catalogue(tag: str) -> NullTranslations:
    """Return the words of a language that is not English."""
    return translation(DOMAIN, FOLDER, [tag])
