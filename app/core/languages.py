"""The languages of the product, and which one a browser asks for."""

from functools import cache, lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

from werkzeug.http import parse_accept_header

ENGLISH = "en"
DOMAIN = "messages"
FOLDER = Path(__file__).parents[1] / "locales"
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
    wanted = parse_accept_header(header)  # most wanted first
    tags = (tag.partition("-")[0].lower() for tag, weight in wanted if weight)
    return next((tag for tag in tags if tag in languages()), "")


def direction(tag: str) -> str:
    """Return how a language is written: `ltr` or `rtl`."""
    return "rtl" if tag in _RIGHT_TO_LEFT else "ltr"


@cache
def catalogue(tag: str) -> NullTranslations:
    """Return the words of a language that is not English."""
    return translation(DOMAIN, FOLDER, [tag])
