"""Promise: each language has every sentence of the server, and the server reads what is written."""

import string
from typing import Any

import pytest

from app.core.languages import DOMAIN, ENGLISH, FOLDER, catalogue, languages
from tests import translations

OTHERS = [each for each in languages() if each != ENGLISH]


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _forms(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


@pytest.mark.slow
@pytest.mark.parametrize("language", OTHERS)
def test_its_files_are_made_anew_after_a_change(language: str) -> None:
    found = translations.catalogue(language)
    anew = f"run `.venv/bin/python -m tests.translations {language}`"
    assert translations.words(language).read_bytes() == translations.as_po(found), anew
    made = FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    assert made.read_bytes() == translations.as_mo(found), anew


@pytest.mark.parametrize("language", OTHERS)
def test_no_sentence_is_missing_and_each_has_the_places_of_the_english_one(language: str) -> None:
    many = 0
    for message in translations.catalogue(language):
        for said in _forms(message.string) if message.id else []:
            assert said, message.id
            assert _places(said) == _places(_forms(message.id)[-1]), message.id
            many += 1
    assert many > 150


@pytest.mark.parametrize("language", OTHERS)
def test_the_server_finds_a_sentence_by_the_english_one(language: str) -> None:
    words = catalogue(language)
    for message in translations.catalogue(language):
        if isinstance(message.id, str) and message.id:
            assert words.gettext(message.id) == message.string
