"""The texts of the tree: what people read and write, without what is installed or built."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from app.config import ROOT

_FOLDERS = (
    "app", "tests", "docs", "frontend", "deploy", "benchmarks", "migrations", ".ci",
)  # fmt: skip
_MADE = {"node_modules", "dist", ".venv", "__pycache__", "images", "package-lock.json"}
_SUFFIXES = {
    "", ".md", ".py", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".conf", ".yaml", ".service",
    ".env", ".lua",
}  # fmt: skip


@cache
def texts() -> dict[str, str]:
    """Return every text of the tree by its path."""
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in _paths()}


def pages() -> dict[str, str]:
    """Return every page in Markdown by its path."""
    return {path: text for path, text in texts().items() if path.endswith(".md")}


def _paths() -> Iterator[Path]:
    yield from sorted(ROOT.glob("*.md"))
    yield ROOT / "Makefile"
    for folder in _FOLDERS:
        yield from (path for path in _below(ROOT / folder) if path.suffix in _SUFFIXES)


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _MADE:
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path
