"""Writing what was found: a table in docs/performance.md, and everything in results.json."""

import json
import os
import platform
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from app.config import ROOT
from benchmarks.findings import Finding

PAGE = ROOT / "docs" / "performance.md"
RESULTS = Path(__file__).with_name("results.json")
_BEGIN, _END = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
_PACKAGES = ("flask", "granian", "sqlalchemy", "bcrypt")


def write(findings: Sequence[Finding], *, command: str, minutes: float) -> None:
    """Write both files; the page keeps all but what is between its markers."""
    about = {
        "command": command,
        "at": datetime.now(UTC).isoformat(timespec="minutes"),
        "minutes": round(minutes, 1),
        "machine": machine(),
    }
    RESULTS.write_text(
        json.dumps({**about, "findings": [each.as_json() for each in findings]}, indent=1) + "\n"
    )
    made = "\n".join(
        [
            f"Made by `{command}` at {about['at']}, in {about['minutes']} minutes, on {machine()}.",
            "",
            *_table(findings),
        ]
    )
    page = PAGE.read_text("utf-8")
    between = re.compile(f"{re.escape(_BEGIN)}.*{re.escape(_END)}", re.DOTALL)
    PAGE.write_text(between.sub(lambda _: f"{_BEGIN}\n\n{made}\n\n{_END}", page), "utf-8")


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


def _table(findings: Sequence[Finding]) -> Iterable[str]:
    for group in dict.fromkeys(each.group for each in findings):
        yield from ("", f"### {group}", "")
        yield "| measured | median | spread | target | met |"
        yield "| --- | --: | --: | --: | :-: |"
        for each in findings:
            if each.group == group:
                yield _row(each)


def _row(finding: Finding) -> str:
    met = {True: "yes", False: "**no**", None: ""}[finding.is_met]
    cells = (
        finding.what,
        f"{_short(finding.value)} {finding.unit}",
        f"{_short(finding.low)} – {_short(finding.high)}",
        finding.target,
        met,
    )
    return f"| {' | '.join(cells)} |"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
