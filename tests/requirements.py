"""Writes into docs/requirements.md which tests name each: `python -m tests.requirements`."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT

PAGE = ROOT / "docs" / "requirements.md"
PLANNED = "not built yet"
LETTERS = "RIPGAVT"
_ROW = re.compile(rf"^\| ([{LETTERS}]\d\d) \| (.+?) \|.*\|$", re.MULTILINE)


def named_in(text: str, letters: str = LETTERS) -> set[str]:
    """Return the numbers of a text: `R04` in prose, `_r04` in the name of a test."""
    found = re.findall(rf"\b[{letters}]\d\d\b", text)
    names = re.findall(r"\bdef (test_\w+)", text)
    found += re.findall(rf"_([{letters.lower()}]\d\d)(?=_|\b)", " ".join(names))
    return {each.upper() for each in found}


def rows() -> dict[str, str]:
    """Return what each requirement of the page asks, by number."""
    return dict(_ROW.findall(PAGE.read_text("utf-8")))


def tests() -> dict[str, list[str]]:
    """Return the files of tests that name each requirement."""
    found = defaultdict(list)
    for path in _test_files():
        for number in named_in(path.read_text("utf-8")):
            found[number].append(path.relative_to(ROOT).as_posix())
    return dict(found)


def _test_files() -> Iterator[Path]:
    yield from sorted((ROOT / "tests").rglob("test_*.py"))
    yield from sorted((ROOT / "frontend" / "src").rglob("*.test.ts*"))


def with_tests(page: str) -> str:
    """Return the page with the tests of each requirement as they are now."""
    named = tests()

    def row(found: re.Match[str]) -> str:
        number, promise = found.groups()
        cell = ", ".join(f"`{path}`" for path in named.get(number, [])) or PLANNED
        return f"| {number} | {promise} | {cell} |"

    return _ROW.sub(row, page)


if __name__ == "__main__":
    PAGE.write_text(with_tests(PAGE.read_text("utf-8")), "utf-8")
