"""Reads the pages that say which test shows what."""

import ast
import re
from functools import cache

from app.config import ROOT

DOCS = ROOT / "docs"
STATUSES = {"met", "not applicable", "not met"}
PAGES = ("asvs.md", "nist.md", "threats.md", "claims.md", "cryptography.md", "faults.md")
# Sections of the README whose blocks or sentences promise something.
_OF_BLOCKS = (
    *("Second Lock", "Two commands", "A first look", "How signing in goes", "Settings"),
    *("Deploying", "Mail"),
)
_OF_SENTENCES = ("Security model",)
_TEST = re.compile(r"\b(tests/[\w/]+\.py)(?:::(\w+))?")
# A block that ends in a colon and is as short as this only begins a list.
_FEW_WORDS = 6
_SEPARATOR = re.compile(r"[-: ]+")


def page(name: str) -> str:
    """Return the text of a page of `docs`."""
    return (DOCS / name).read_text("utf-8")


def tests_named_in(text: str) -> list[tuple[str, str]]:
    """Return the file and the function of each test; "" where a file stands alone."""
    return _TEST.findall(text)


def unknown_tests(text: str) -> set[str]:
    """Return each named test that is not there."""
    named = tests_named_in(text)
    return {f"{file}::{test}" for file, test in named if test not in _functions(file)}


@cache
def _functions(file: str) -> set[str]:
    """Return the names of a file's tests, and "" for the file itself."""
    path = ROOT / file
    if not path.is_file():
        return set()
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return {"", *(each.name for each in nodes if isinstance(each, ast.FunctionDef))}


def rows(text: str) -> list[list[str]]:
    """Return the cells of each row of the tables of a page, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    is_rule = [all(_SEPARATOR.fullmatch(cell) for cell in row) for row in cells]
    heads = {at - 1 for at, found in enumerate(is_rule) if found}
    return [row for at, row in enumerate(cells) if not is_rule[at] and at not in heads]


def plain(text: str) -> str:
    """Return a text without links, bold letters and line breaks."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return " ".join(bare.replace("**", "").split())


def promises(readme: str) -> list[str]:
    """Return each block and each sentence of the README that needs a proof."""
    found = []
    for part in re.split(r"^#+ ", readme, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        if title in _OF_BLOCKS + _OF_SENTENCES:
            blocks = _blocks(body)
            found += blocks if title in _OF_BLOCKS else _sentences(blocks)
    return found


def _blocks(body: str) -> list[str]:
    """Return the paragraphs and list items of a section, without tables and code."""
    bare = re.sub(r"^```.*?^```$", "", body, flags=re.DOTALL | re.MULTILINE)
    bare = re.sub(r"(?<=\n\n)(?:    .*\n)+", "", bare)  # code; a list item goes on without a gap
    bare = re.sub(r"^\|.*$", "", bare, flags=re.MULTILINE)
    parts = re.split(r"\n\s*\n|^(?:- |\d+\. )", bare, flags=re.MULTILINE)
    told = [plain(part) for part in parts if part.strip()]
    return [each for each in told if not each.endswith(":") or len(each.split()) > _FEW_WORDS]


def _sentences(blocks: list[str]) -> list[str]:
    return [each for block in blocks for each in re.split(r"(?<=[.?]) (?=[A-Z`])", block)]


def numbered(text: str) -> list[list[str]]:
    """Return the rows whose first cell is the number of a requirement."""
    return [row for row in rows(text) if re.match(r"\d+\.\d+", row[0])]


def is_proof(cell: str) -> bool:
    """Tell whether a cell names a test, or a page or file."""
    return bool(tests_named_in(cell) or re.search(r"\]\([^)]+\)", cell))
