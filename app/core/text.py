"""Sentences that are written in English and told in each language.

`_` and `_n` mark a sentence for the translators, as gettext does.
"""

from datetime import datetime
from typing import Any, Self

from app.core.languages import ENGLISH, catalogue, known


class Text(str):
    """A sentence in English that can be told in another language.

    It is a plain text to everything else: to logs, to commands, to a comparison.
    """

    _forms: tuple[str, str, int] | None = None
    _pattern: "Text | None" = None
    _values: tuple[tuple[object, ...], dict[str, object]] = ((), {})

    @classmethod
    def counted(cls, one: str, many: str, count: int) -> Self:
        """Return the form that fits a count."""
        text = cls(one if count == 1 else many)
        text._forms = (one, many, count)
        return text

    def format(self, *given: Any, **named: Any) -> "Text":
        """Return the sentence with values in its places."""
        text = Text(super().format(*given, **named))
        text._pattern, text._values = self, (given, named)
        return text

    def told_in(self, language: str) -> str:
        """Return the sentence in a language that is not English."""
        if self._pattern is not None:
            given, named = self._values
            return self._pattern.told_in(language).format(
                *(told(each, language) for each in given),
                **{name: told(each, language) for name, each in named.items()},
            )
        words = catalogue(language)
        if self._forms is not None:
            return words.ngettext(*self._forms)
        return words.gettext(str(self))


def _(sentence: str) -> Text:
    """Return a sentence that translators know."""
    return Text(sentence)


def _n(one: str, many: str, count: int) -> Text:
    """Return one of two sentences, by a count.

    The language decides which.
    """
    return Text.counted(one, many, count)


def told(value: Any, language: str) -> Any:
    """Return a text in a language.

    What is no text of ours stays as it is.
    """
    if not isinstance(value, Text):
        return value
    language = known(language)
    return str(value) if language == ENGLISH else value.told_in(language)


def moment_text(moment: datetime) -> Text:
    """Return a moment in UTC, as each language writes it."""
    # Translators: the order of a date, and the time of day.
    return _("{year}-{month}-{day} {hour}:{minute} UTC").format(
        year=f"{moment:%Y}",
        month=f"{moment:%m}",
        day=f"{moment:%d}",
        hour=f"{moment:%H}",
        minute=f"{moment:%M}",
    )
