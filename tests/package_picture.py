"""Draws the packages of `app/` into docs/architecture.md: `python -m tests.package_picture`."""

import ast
import re
import tomllib

import grimp

from app.config import ROOT

PAGE = ROOT / "docs" / "architecture.md"
_BEGIN, _END = "<!-- packages -->\n", "<!-- /packages -->"


def imports() -> dict[str, set[str]]:
    """Return which packages of `app/` each of them imports."""
    graph = grimp.build_graph("app")
    packages = graph.find_children("app")
    for package in packages:
        if graph.find_children(package):
            graph.squash_module(package)
    return {
        _short(package): {
            _short(other)
            for other in graph.find_modules_directly_imported_by(package)
            if other in packages - {package}
        }
        for package in packages
    }


def ordered() -> list[str]:
    """Return the packages from the top to the bottom of the order in pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [layers] = [each["layers"] for each in contracts if each["type"] == "layers"]
    return [name.strip() for layer in layers for name in layer.split("|")]


def drawn(edges: dict[str, set[str]]) -> set[tuple[str, str]]:
    """Return the imports that no other path implies: an arrow for each of all would hide them."""
    return {
        (package, other)
        for package, others in edges.items()
        for other in others
        if not any(other in _reached(edges, between) for between in others - {other})
    }


def _reached(edges: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = {start}
    while waiting:
        new = edges[waiting.pop()] - found
        found |= new
        waiting |= new
    return found


def owns(package: str) -> str:
    """Return the sentence that a package opens with."""
    folder = ROOT / "app" / package
    file = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    told = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    sentence = " ".join(told.split("\n\n")[0].split())
    return re.sub(r" \([A-Z]\d\d[^)]*\)", "", sentence)  # numbers are for readers of the code


def _picture(order: list[str], edges: dict[str, set[str]]) -> list[str]:
    arrows = sorted(drawn(edges), key=lambda each: (order.index(each[0]), order.index(each[1])))
    return ["flowchart TD", *(f"    {package} --> {other}" for package, other in arrows)]


def _table(order: list[str], edges: dict[str, set[str]]) -> list[str]:
    head = ["| package | owns | imports |", "| --- | --- | --- |"]
    return head + [
        f"| `{package}` | {owns(package)} | {', '.join(sorted(edges[package], key=order.index))} |"
        for package in order
    ]


def with_picture(page: str) -> str:
    """Return the page with the packages as they are now."""
    before, _, rest = page.partition(_BEGIN)
    after = rest.partition(_END)[2]
    order, edges = ordered(), imports()
    made = "\n".join(["```mermaid", *_picture(order, edges), "```", "", *_table(order, edges), ""])
    return f"{before}{_BEGIN}{made}{_END}{after}"


def _short(module: str) -> str:
    return module.removeprefix("app.")


if __name__ == "__main__":
    PAGE.write_text(with_picture(PAGE.read_text("utf-8")), "utf-8")
