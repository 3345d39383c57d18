"""Promise: each number, path and module that the tree names is found where it says."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.config import ROOT
from tests import requirements
from tests.architecture.tree import texts

_HERE = "tests/architecture/test_references.py"  # it names what does not exist
_NUMBERED = requirements.LETTERS + "FN"  # nothing of N is defined: it must not be named
_PATH = re.compile(
    r"(?<![\w./<{*-])((?:app|tests|docs|frontend|deploy|benchmarks|migrations|\.ci)/[\w./-]*\w)"
    r"(?![\w*{<])"
)
_MADE = re.compile(
    r"frontend/(dist|node_modules)|(benchmarks|benchmarks/rivals/express|tests/postman|tests/introspection/express)/(\.venv|node_modules)"
)
_ENDINGS = {"csv", "env", "json", "jsonl"}  # `keys.env` is a file
_PACKAGES = {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}


def _faults() -> set[str]:
    page = (ROOT / "docs" / "faults.md").read_text("utf-8")
    in_table = re.findall(r"^\| (F\d\d) ", page, re.MULTILINE)
    return {*in_table, *re.findall(r"^- \*\*.+?\*\* \((F\d\d)\)", page, re.MULTILINE)}


def _unknown_numbers(text: str) -> set[str]:
    return requirements.named_in(text, _NUMBERED) - set(requirements.rows()) - _faults()


def _unknown_paths(text: str) -> set[str]:
    named = {path for path in _PATH.findall(text) if not _MADE.match(path)}
    return {path for path in named if not (ROOT / path).exists()}


def _unknown_modules(text: str) -> set[str]:
    """Return each `package.module` of ours in backticks that is neither a module nor in one."""
    named = set(re.findall(r"`(?:app\.)?([a-z_]+)\.([a-z_]+)(?:\.\w+)?`", text))
    return {
        f"{package}.{module}"
        for package, module in named
        if package in _PACKAGES
        and module not in _ENDINGS
        and not (ROOT / "app" / package / module).exists()
        and not (ROOT / "app" / package / f"{module}.py").exists()
    }


def _bad(kind: Any) -> dict[str, set[str]]:
    found = {path: kind(text) for path, text in texts().items() if path != _HERE}
    return {path: unknown for path, unknown in found.items() if unknown}


def test_the_walk_finds_the_texts() -> None:
    assert len(texts()) > 500
    assert {"README.md", "Makefile", "app/core/totp.py", ".ci/run"} <= set(texts())


@pytest.mark.slow
def test_each_number_is_defined_by_a_page() -> None:
    assert _bad(_unknown_numbers) == {}


def test_each_path_exists() -> None:
    assert _bad(_unknown_paths) == {}


def test_each_module_exists() -> None:
    assert _bad(_unknown_modules) == {}


@pytest.mark.parametrize(
    "text",
    ["as R91 asks", "(N05)", "see F99", "def test_it_n10(x)", "def test_f77_it(x)"],
)
def test_an_unknown_number_would_be_found(text: str) -> None:
    assert len(_unknown_numbers(text)) == 1


@pytest.mark.parametrize("text", ["`app/no.py`", "see docs/no-page.md.", "(tests/x/test_no.py)"])
def test_an_unknown_path_would_be_found(text: str) -> None:
    assert len(_unknown_paths(text)) == 1


def test_an_unknown_module_would_be_found() -> None:
    assert _unknown_modules("`sessions.nothing` and `sessions.service`") == {"sessions.nothing"}


def test_each_requirement_has_its_tests() -> None:
    page = requirements.PAGE.read_text("utf-8")
    assert requirements.with_tests(page) == page, "run: .venv/bin/python -m tests.requirements"
    assert [number for number in requirements.rows() if number.startswith("R")] == [
        f"R{number:02}" for number in range(1, 91)
    ]
    assert not re.search(rf"^\| R.*{requirements.PLANNED}", page, re.MULTILINE)


def test_each_requirement_stands_once() -> None:
    page = requirements.PAGE.read_text("utf-8")
    numbers = re.findall(r"^\| ([A-Z]\d\d) ", page, re.MULTILINE)
    assert sorted(set(numbers)) == sorted(numbers)


def test_each_invariant_is_defined() -> None:
    page = (ROOT / "docs" / "faults.md").read_text("utf-8")
    used = {each for text in texts().values() for each in re.findall(r"\bINV\d\b", text)}
    assert used <= set(re.findall(r"\bINV\d\b", page))
    assert len(used) == 9


def test_decisions_are_numbered_without_a_gap() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    titles = [re.match(r"# (\d+)\. ", path.read_text("utf-8")) for path in files]
    assert [path.name[:4] for path in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    assert [title and int(title[1]) for title in titles] == [*range(1, len(files) + 1)]


def test_the_public_document_names_no_number() -> None:
    document = json.loads((ROOT / "docs" / "openapi.json").read_text("utf-8"))
    told = list(_told(document))
    assert len(told) > 200
    assert [text for text in told if requirements.named_in(text, _NUMBERED)] == []


def _told(node: Any) -> Iterator[str]:
    """Yield each text for people in the document."""
    if isinstance(node, list):
        for each in node:
            yield from _told(each)
    elif isinstance(node, dict):
        for key, each in node.items():
            if key in {"summary", "description", "title"} and isinstance(each, str):
                yield each
            else:
                yield from _told(each)
