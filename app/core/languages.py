"""The languages that people are spoken to in."""

_LANGUAGES = ("en", "de")


def languages() -> tuple[str, ...]:
    """Return the tag of each language; the first is the fallback."""
    return _LANGUAGES
