"""Promise: the built page asks for nothing that came after the browsers of docs/browsers.md.

TypeScript refuses what its `lib` does not know of the language, and the bundler rewrites what its
`target` does not read. Nothing but these lists watches what browsers themselves offer.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live import ROOT

FRONTEND = ROOT / "frontend"
_TARGETS = {"Chrome": {"chrome", "edge"}, "Firefox": {"firefox"}, "Safari": {"safari"}}
# Each came later than one of the oldest browsers.
NEWER_SCRIPT = (
    r"\bURL\.(canParse|parse)\b", r"\bAbortSignal\.any\b", r"\bPromise\.(withResolvers|try)\b",
    r"\b(Object|Map)\.groupBy\b", r"\bfromAsync\b", r"\b(is|to)WellFormed\b", r"\bRegExp\.escape\b",
    r"\bIterator\.(from|concat)\b", r"\bisSubsetOf\b|\bsymmetricDifference\b", r"\bTemporal\.",
    r"\bIntl\.(Segmenter|DurationFormat)\b", r"\b(to|from)(Base64|Hex)\b", r"\bFloat16Array\b",
    r"\bgetOrInsert", r"\brequestIdleCallback\b", r"\bstartViewTransition\b", r"\bCloseWatcher\b",
    r"\b(show|hide|toggle)Popover\b|\bpopover[,:=]", r"\bclosed[Bb]y\b|\bcommand[Ff]or\b",
    r"\b(set|parse)HTML(Unsafe)?\b|\bgetHTML\b", r"\bcheckVisibility\b",
    r"\b(window|globalThis|self)\.navigation\b|\bnavigation\.(navigate|addEventListener)\b",
    r"\bscheduler\.", r"\bcookieStore\b", r"\bURLPattern\b", r"\btrustedTypes\b",
    r"\buserActivation\b", r"(?<=[(=,:])/(?:[^/\n\\]|\\.)+/[dgimsy]*v[dgimsy]*\b",
)  # fmt: skip
NEWER_STYLE = (
    r"light-dark\(", r"[{};,]\s*&", r"@(scope|starting-style|property|position-try|function)\b",
    r"\banchor(-name|-size)?\b", r"\bfield-sizing\b", r"\binterpolate-size\b|\bcalc-size\(",
    r"\btext-box\b", r"\bview-transition", r"\b(animation|scroll|view)-timeline\b", r"\bsubgrid\b",
    r"\((from) ", r"\bsibling-(index|count)\(", r":user-(in)?valid\b", r":popover-open\b|:open\b",
    r"::details-content", r"\blinear\(", r"\ballow-discrete\b", r"@container style\(",
)  # fmt: skip
SAMPLES = (
    "URL.canParse(a)", "AbortSignal.any([a])", "Promise.withResolvers()", "Object.groupBy(a,b)",
    "Array.fromAsync(a)", "a.toWellFormed()", "a.showPopover()", "new Intl.Segmenter(a)",
    "document.startViewTransition(a)", "a=/[\\p{L}--[a-z]]/v;", "window.navigation.navigate(a)",
)  # fmt: skip
STYLE_SAMPLES = (
    "a{color:light-dark(#fff,#000)}", "a{&:hover{color:red}}", "@starting-style{a{opacity:0}}",
    "a{color:oklch(from red l c h)}", "a{field-sizing:content}", "a:user-invalid{color:red}",
    "a{grid-template-rows:subgrid}",
)  # fmt: skip


def _newer(text: str, patterns: tuple[str, ...]) -> Iterator[str]:
    for pattern in patterns:
        for found in re.finditer(pattern, text):
            yield text[max(0, found.start() - 40) : found.end() + 40]


def _built(ending: str) -> list[Path]:
    return sorted((FRONTEND / "dist" / "assets").glob(f"*.{ending}"))


def test_the_build_is_for_the_browsers_of_the_page() -> None:
    page = (ROOT / "docs" / "browsers.md").read_text("utf-8")
    rows = re.findall(r"^\| (Chrome|Firefox|Safari)\b[^|]*\| ([\d.]+) \|", page, re.MULTILINE)
    named = {f"{each}{version}" for name, version in rows for each in _TARGETS[name]}
    config = (FRONTEND / "vite.config.ts").read_text("utf-8")
    [target] = re.findall(r"\btarget: \[(.*)\]", config)
    assert set(re.findall(r"'(.+?)'", target)) == named
    assert len(named) == 4


def test_scripts_use_nothing_newer() -> None:
    assert _built("js")
    found = {
        file.name: list(_newer(file.read_text("utf-8"), NEWER_SCRIPT)) for file in _built("js")
    }
    assert {name: newer for name, newer in found.items() if newer} == {}


def test_styles_use_nothing_newer() -> None:
    [style] = _built("css")
    assert list(_newer(style.read_text("utf-8"), NEWER_STYLE)) == []


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_newer_script_would_be_found(sample: str) -> None:
    assert list(_newer(sample, NEWER_SCRIPT))


@pytest.mark.parametrize("sample", STYLE_SAMPLES)
def test_a_newer_style_would_be_found(sample: str) -> None:
    assert list(_newer(sample, NEWER_STYLE))
