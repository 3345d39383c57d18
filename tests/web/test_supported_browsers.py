"""Promise: the built page asks for nothing that came after the browsers of docs/browsers.md.

TypeScript refuses what its `lib` does not know of the language, and the bundler rewrites what its
`target` does not read. Nothing but these lists watches what browsers themselves offer.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.live import ROOT

FRONTEND = ROOT / "frontend"
_TARGETS = {"Chrome": {"chrome", "edge"}, "Firefox": {"firefox"}, "Safari": {"safari"}}
# Each came later than one of the oldest browsers, and is found in the text beside it.
NEWER_SCRIPT = {
    r"\bURL\.(canParse|parse)\b": "URL.canParse(a)",
    r"\bAbortSignal\.any\b": "AbortSignal.any([a])",
    r"\bPromise\.(withResolvers|try)\b": "Promise.withResolvers()",
    r"\b(Object|Map)\.groupBy\b": "Object.groupBy(a,b)",
    r"\bfromAsync\b": "Array.fromAsync(a)",
    r"\b(is|to)WellFormed\b": "a.toWellFormed()",
    r"\bRegExp\.escape\b": "RegExp.escape(a)",
    r"\bIterator\.(from|concat)\b": "Iterator.from(a)",
    r"\bisSubsetOf\b|\bsymmetricDifference\b": "a.isSubsetOf(b)",
    r"\bTemporal\.": "Temporal.Now.instant()",
    r"\bIntl\.(Segmenter|DurationFormat)\b": "new Intl.Segmenter(a)",
    r"\b(to|from)(Base64|Hex)\b": "a.toBase64()",
    r"\bFloat16Array\b": "new Float16Array(a)",
    r"\bgetOrInsert": "a.getOrInsertComputed(b,c)",
    r"\brequestIdleCallback\b": "requestIdleCallback(a)",
    r"\bstartViewTransition\b": "document.startViewTransition(a)",
    r"\bCloseWatcher\b": "new CloseWatcher",
    r"\b(show|hide|toggle)Popover\b|\bpopover[,:=]": "a.showPopover()",
    r"\bclosed[Bb]y\b|\bcommand[Ff]or\b": "a(`dialog`,{closedby:`any`})",
    r"\b(set|parse)HTML(Unsafe)?\b|\bgetHTML\b": "a.setHTMLUnsafe(b)",
    r"\bcheckVisibility\b": "a.checkVisibility()",
    r"\b(window|globalThis|self)\.navigation\b": "window.navigation.back()",
    r"\bnavigation\.(navigate|addEventListener)\b": "navigation.navigate(a)",
    r"\bscheduler\.": "scheduler.postTask(a)",
    r"\bcookieStore\b": "cookieStore.get(a)",
    r"\bURLPattern\b": "new URLPattern(a)",
    r"\btrustedTypes\b": "trustedTypes.createPolicy(a,b)",
    r"\buserActivation\b": "navigator.userActivation.isActive",
    r"(?<=[(=,:])/(?:[^/\n\\]|\\.)+/[dgimsy]*v[dgimsy]*\b": r"a=/[\p{L}--[a-z]]/v;",
}
NEWER_STYLE = {
    r"light-dark\(": "a{color:light-dark(#fff,#000)}",
    r"[{};,]\s*&": "a{&:hover{color:red}}",
    r"@(scope|starting-style|property|position-try|function)\b": "@starting-style{a{opacity:0}}",
    r"\banchor(-name|-size)?\b": "a{anchor-name:--b}",
    r"\bfield-sizing\b": "a{field-sizing:content}",
    r"\binterpolate-size\b|\bcalc-size\(": "a{interpolate-size:allow-keywords}",
    r"\btext-box\b": "a{text-box:trim-both cap alphabetic}",
    r"\bview-transition": "a{view-transition-name:b}",
    r"\b(animation|scroll|view)-timeline\b": "a{animation-timeline:scroll()}",
    r"\bsubgrid\b": "a{grid-template-rows:subgrid}",
    r"\(from ": "a{color:oklch(from red l c h)}",
    r"\bsibling-(index|count)\(": "a{order:sibling-index()}",
    r":user-(in)?valid\b": "a:user-invalid{color:red}",
    r":popover-open\b|:open\b": "a:popover-open{color:red}",
    r"::details-content": "a::details-content{color:red}",
    r"\blinear\(": "a{transition:top 1s linear(0,.5,1)}",
    r"\ballow-discrete\b": "a{transition-behavior:allow-discrete}",
    r"@container style\(": "@container style(--b:c){a{color:red}}",
}


def _newer(text: str, patterns: Iterable[str]) -> Iterator[str]:
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
    assert _built("css")
    found = {
        file.name: list(_newer(file.read_text("utf-8"), NEWER_STYLE)) for file in _built("css")
    }
    assert {name: newer for name, newer in found.items() if newer} == {}


@pytest.mark.parametrize(("pattern", "sample"), [*NEWER_SCRIPT.items(), *NEWER_STYLE.items()])
def test_what_is_newer_would_be_found(pattern: str, sample: str) -> None:
    assert re.search(pattern, sample)
