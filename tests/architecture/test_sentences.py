"""Promise: a docstring begins with one short sentence."""

import ast
from collections.abc import Iterator

import pytest

from app.config import ROOT

_MOST_WORDS = 12


def first_sentence(text: str) -> str:
    """What stands before the first full stop, or the first paragraph."""
    return text.split("\n\n", maxsplit=1)[0].replace("\n", " ").split(". ")[0]


def _docstrings() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                text = ast.get_docstring(node)
                if text:
                    yield f"{path.relative_to(ROOT)}:{getattr(node, 'name', '')}", text


def test_a_docstring_begins_with_at_most_twelve_words() -> None:
    long = [
        where for where, text in _docstrings() if len(first_sentence(text).split()) > _MOST_WORDS
    ]
    assert long == []


@pytest.mark.parametrize("text", ["One two. Three " + "more " * 20, "A word\n\n" + "more " * 20])
def test_only_the_first_sentence_counts(text: str) -> None:
    assert len(first_sentence(text).split()) <= _MOST_WORDS
