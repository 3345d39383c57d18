"""Promise: a sentence is English to the code, and each person reads it in their language."""

import copy
import json
from datetime import UTC, datetime

import pytest

from app.core.languages import asked, direction, known, languages
from app.core.text import _, _n, moment_text, told


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", ""),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("fr, DE ; q=0.3", "de"),
        ("fr;q=0.9, en;q=0.1, de;q=0.2", "de"),
        ("de;q=0", ""),
        ("fr, ja", ""),
        ("*", ""),
        ("de;q=x, en", "en"),
        ("../../etc, de", "de"),
        (",;q=,", ""),
        ("a" * 200, ""),
    ],
)
def test_a_header_asks_for_a_language(header: str, language: str) -> None:
    assert asked(header) == language


def test_there_is_english_first_and_a_language_for_each_folder() -> None:
    assert languages()[0] == "en"
    assert "de" in languages()
    assert (known("fr"), known(""), known("de")) == ("en", "en", "de")
    assert (direction("de"), direction("ar")) == ("ltr", "rtl")


def test_a_sentence_is_plain_english_until_it_is_told() -> None:
    sentence = _("Use {count} characters or more.").format(count=12)
    assert sentence == "Use 12 characters or more."
    assert json.dumps(sentence) == '"Use 12 characters or more."'
    assert told(sentence, "de") == "Nehmen Sie mindestens 12 Zeichen."
    assert type(told(sentence, "en")) is str
    assert copy.deepcopy(sentence) == sentence


def test_a_count_takes_its_form_also_within_another_sentence() -> None:
    for count, life in ((1, "1 Stunde"), (3, "3 Stunden")):
        inner = _n("{count} hour", "{count} hours", count).format(count=count)
        assert told(inner, "de") == life
        outer = _("Confirm it within {life}.").format(life=inner)
        assert life in told(outer, "de")  # nobody translated it: English, with the German span


def test_what_others_wrote_is_never_taken_for_a_sentence() -> None:
    assert told("Sign in", "de") == "Sign in"
    name = _("There is no account {email}.").format(email="{life}")
    assert told(name, "de") == "Ein Konto {life} gibt es nicht."


def test_a_moment_is_written_as_the_language_does() -> None:
    moment = moment_text(datetime(2026, 3, 7, 9, 5, tzinfo=UTC))
    assert moment == "2026-03-07 09:05 UTC"
    assert told(moment, "de") == "07.03.2026, 09:05 UTC"
