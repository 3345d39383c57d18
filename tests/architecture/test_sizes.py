"""Promise: a file stays short enough to read, a function short enough to see at once."""

import ast
from pathlib import Path

import pytest

from app.config import ROOT

_LONGEST_FILE, _LONGEST_FUNCTION = 250, 40
_SOURCES = sorted((ROOT / "app").rglob("*.py"))
_FRONTEND = sorted(
    path
    for path in (ROOT / "frontend" / "src").rglob("*")
    if path.suffix in {".ts", ".tsx", ".css"} and not path.name.endswith(".d.ts")  # generated
)
_TESTS = sorted((ROOT / "tests").rglob("*.py"))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _functions(source: str) -> list[tuple[str, int]]:
    """Name and number of lines of every function, decorators and docstring included."""
    return [
        (node.name, (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_the_walk_finds_the_sources() -> None:
    assert len(_SOURCES) > 50
    assert len(_FRONTEND) > 30
    assert len(_TESTS) > 30


def test_no_file_is_over_250_lines() -> None:
    lengths = {
        _name(path): len(path.read_text("utf-8").splitlines())
        for path in [*_SOURCES, *_FRONTEND, *_TESTS]
    }
    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_FILE} == {}


def test_no_function_is_over_40_lines() -> None:
    lengths = {
        f"{_name(path)}:{name}": lines
        for path in _SOURCES
        for name, lines in _functions(path.read_text("utf-8"))
    }
    assert len(lengths) > 200
    assert {name: lines for name, lines in lengths.items() if lines > _LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("lines", [1, 41])
def test_a_long_function_would_be_found(lines: int) -> None:
    source = "def long() -> None:\n" + "    pass\n" * lines
    assert _functions(source) == [("long", lines + 1)]


def test_every_module_says_what_it_owns() -> None:
    silent = {
        _name(path)
        for path in _SOURCES
        if not (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").endswith(".")
    }
    assert silent == set()


def test_every_test_file_opens_with_its_promise() -> None:
    silent = {
        _name(path)
        for path in _TESTS
        if path.name.startswith("test_")
        and not (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").startswith(
            "Promise: "
        )
    }
    assert silent == set()


def test_no_two_test_files_have_one_name() -> None:
    """Or pytest leaves one of them out where a worker has imported the other."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert {name for name in names if names.count(name) > 1} == set()
