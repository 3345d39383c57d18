"""Writing what was found: a table in docs/performance.md, and everything in results.json."""

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.config import ROOT
from benchmarks.findings import Finding

PAGE = ROOT / "docs" / "performance.md"
RESULTS = Path(__file__).with_name("results.json")
_BEGIN, _END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
_PACKAGES = ("flask", "granian", "sqlalchemy", "bcrypt")


def write(findings: Sequence[Finding], *, command: str, minutes: float, is_whole: bool) -> None:
    """Write both files; the page keeps all but what is between its markers, and what a run of some
    parts did not measure stays as it was."""
    at = datetime.now(UTC).isoformat(timespec="minutes")
    made = f"`{command}`, {at}, {minutes:.1f} minutes, {machine()}"
    groups = {} if is_whole else json.loads(RESULTS.read_text())
    for group in dict.fromkeys(each.group for each in findings):
        found = [each.as_json() for each in findings if each.group == group]
        groups[group] = {"made": made, "findings": found}
    RESULTS.write_text(json.dumps(groups, indent=1) + "\n")
    table = "\n".join(line for group in groups for line in _table(group, **groups[group]))
    page = PAGE.read_text("utf-8")
    between = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: f"{_BEGIN}\n{table}\n\n{_END}", page), "utf-8")


def show(finding: Finding) -> str:
    """Return one finding as a line for the terminal."""
    met = {True: "met", False: "NOT MET", None: ""}[finding.is_met]
    spread = f"{_short(finding.low)} to {_short(finding.high)}"
    return f"{_short(finding.value):>7} {finding.unit:3} ({spread}) {finding.what}" + (
        f": {finding.target}, {met}" if finding.target else ""
    )


def machine() -> str:
    """Return what the figures depend on."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{os.cpu_count()} cores ({cpu[1] if cpu else platform.machine()}), "
        f"Python {platform.python_version()}, {packages}"
    )


def _table(group: str, *, made: str, findings: Sequence[Mapping[str, Any]]) -> Iterable[str]:
    yield from ("", f"### {group}", "", f"{made}.", "")
    yield "| measured | median | spread | target | met |"
    yield "| --- | --: | --: | --: | :-: |"
    for each in findings:
        yield _row(each)


def _row(found: Mapping[str, Any]) -> str:
    met = {True: "yes", False: "**no**", None: ""}[found["met"]]
    cells = (
        found["what"],
        f"{_short(found['value'])} {found['unit']}",
        f"{_short(found['low'])} – {_short(found['high'])}",
        found["target"],
        met,
    )
    return f"| {' | '.join(cells)} |"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
