"""Writes into docs/faults.md which defences are turned off: `python -m tests.mutant_table`."""

import re

from app.config import ROOT
from benchmarks.mutants import MUTANTS

PAGE = ROOT / "docs" / "faults.md"
_TABLE = re.compile(r"(<!-- mutants -->\n).*?(<!-- /mutants -->)", re.DOTALL)


def with_table(page: str) -> str:
    """Return the page with the mutants as they are now."""
    rows = [f"| {m.number} | {m.defence} | `{m.file}` | {_tests(m.tests)} |" for m in MUTANTS]
    head = ["| requirement | without | in | who notices |", "| --- | --- | --- | --- |"]
    table = "\n".join([*head, *rows])
    return _TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", page)


def _tests(named: str) -> str:
    return ", ".join(f"`{each}`" for each in named.split())


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text("utf-8")), "utf-8")
