"""Promise: a browser gets the language that it asks for, of those that exist."""

import pytest

from app.core.languages import asked


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de", "de"),
        ("de-CH,de;q=0.9,en;q=0.1", "de"),
        ("en-US,en;q=0.9,de;q=0.8", "en"),
        ("en;q=0.1,de;q=0.2", "de"),
        ("fr,de;q=0.2", "de"),
        ("DE-at", "de"),
        ("fr, de-AT;q=0.9, en;q=0.5", "de"),
    ],
)
def test_the_language_that_is_asked_for_most_wins(header: str, language: str) -> None:
    assert asked(header) == language


@pytest.mark.parametrize(
    "header", ["", "fr", "*", "fr, *;q=0.5", "de;q=0", "de;q=much", ",;,", "\xff", "x" * 5000]
)
def test_a_header_that_names_no_language_of_ours_chooses_none(header: str) -> None:
    assert asked(header) == ""
