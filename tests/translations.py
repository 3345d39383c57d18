"""Gathers the server's sentences for translators: `python -m tests.translations [LANGUAGE]`.

Each `.po` file gets the sentences of the code, in their order, and keeps its translations. Each
`.mo` file is made from it: the server reads that one. With a LANGUAGE a new folder is begun.
What has no translation is printed: a reworded sentence loses its old one.
"""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.config import ROOT
from app.core.languages import DOMAIN, FOLDER

_SOURCES = [("**.py", "python"), ("**.html", "jinja2")]
_KEYWORDS = {"_": None, "_n": (1, 2)}


class _Words(Catalog):
    """A catalogue whose head says what gettext needs, and no date."""

    @property  # type: ignore[misc]
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def catalogue(language: str) -> Catalog:
    """Return a language's translations of the sentences in the code."""
    path = words(language)
    text = path.read_text("utf-8") if path.exists() else ""
    known = read_po(io.StringIO(text), locale=language)
    name = Locale.parse(language).english_name
    found = _Words(language, header_comment=f"# The server's sentences in {name}.", fuzzy=False)
    for sentence, file, comments in _sentences():
        old = known.get(sentence)
        found.add(sentence, old.string if old else None, [(file, 0)], auto_comments=comments)
    return found


def _sentences() -> Iterator[tuple[str | tuple[str, ...], str, list[str]]]:
    sources = extract_from_dir(
        ROOT / "app", _SOURCES, keywords=_KEYWORDS, comment_tags=("Translators:",)
    )
    for name, _line, sentence, comments, _context in sources:
        yield sentence, f"app/{name}", comments


def words(language: str) -> Path:
    """Return the file that translators of a language write."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def _patterns(language: str) -> list[re.Pattern[str]]:
    said = (each.string or () for each in catalogue(language) if each.id)
    forms = (form for each in said for form in ([each] if isinstance(each, str) else each))
    return [re.compile(re.sub(r"\\{\w+\\}", ".*", re.escape(each)), re.DOTALL) for each in forms]


def is_translated(text: str, language: str) -> bool:
    """Tell whether a text is one of a language's translations, with anything in its places."""
    return any(each.fullmatch(text) for each in _patterns(language))


def _is_said(translation: str | Sequence[str] | None) -> bool:
    forms = [translation] if isinstance(translation, str) else translation or [""]
    return all(forms)


def as_po(found: Catalog) -> bytes:
    """Return a catalogue as translators read it."""
    out = io.BytesIO()
    write_po(out, found, width=96, include_lineno=False, omit_header=False)
    return out.getvalue()


def as_mo(found: Catalog) -> bytes:
    """Return a catalogue as the server reads it."""
    out = io.BytesIO()
    write_mo(out, found)
    return out.getvalue()


def renew(language: str) -> None:
    """Write a language's two files anew, and print what has no translation."""
    found = catalogue(language)
    words(language).parent.mkdir(parents=True, exist_ok=True)
    words(language).write_bytes(as_po(found))
    words(language).with_suffix(".mo").write_bytes(as_mo(found))
    for each in found:
        if each.id and not _is_said(each.string):
            sys.stdout.write(f"{words(language).relative_to(ROOT)} lacks: {each.id}\n")


if __name__ == "__main__":
    for each in sys.argv[1:] or [each.name for each in sorted(FOLDER.iterdir())]:
        renew(each)
