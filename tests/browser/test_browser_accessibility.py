"""Promise: axe finds nothing in any state and theme, nothing scrolls sideways at 320 px, every
control is large enough for a thumb, and text of twice the size fits on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.administering import ADMINISTERING
from tests.browser.asked import ASKED
from tests.browser.conftest import NewContext
from tests.browser.doors import DOORS
from tests.browser.inside import INSIDE
from tests.browser.keyed import KEYED
from tests.browser.outside import OUTSIDE, State
from tests.browser.recovering import RECOVERING
from tests.browser.rooms import ROOMS
from tests.browser.tokened import TOKENED
from tests.live import ROOT
from tests.person import Person

AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# A theme changes colours and nothing else, so that the second one needs the rules of colours alone.
THEMES = {
    "light": {"type": "tag", "values": RULES},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}

# Links within a sentence are exempt (WCAG 2.5.8); what stands alone is not.
SMALL_TARGETS = """() =>
  [...document.querySelectorAll(
    'button:not(.item .link), .button, .nav a, .check, .theme label, .input')]
    .filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)
    .map(each => each.outerHTML)"""

# Words that stand beyond an edge, or on other words; lines may touch a little. The rooms of
# administrators are one line on a phone, which a finger pushes sideways.
MISPLACED = """() => {
  const rects = [];
  const root = document.querySelector('dialog[open]') ?? document.body;
  const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const { data, parentElement } = walk.currentNode;
    if (!data.trim() || !parentElement.checkVisibility()) continue;
    if (parentElement.closest('.visually-hidden, .skip:not(:focus), .rooms')) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    let left = 0, right = innerWidth;
    for (let box = parentElement; box; box = box.parentElement) {
      if (getComputedStyle(box).overflowX === 'visible') continue;
      const edges = box.getBoundingClientRect();
      [left, right] = [Math.max(left, edges.left), Math.min(right, edges.right)];
    }
    for (const rect of range.getClientRects()) rects.push({ rect, data, left, right });
  }
  const cut = rects.filter(
    ({ rect, left, right }) => rect.left < left - 1 || rect.right > right + 1);
  const shared = (a, b, from, to) => Math.min(a[to], b[to]) - Math.max(a[from], b[from]);
  const over = rects.filter((one, index) => rects.slice(index + 1).some((other) =>
    shared(one.rect, other.rect, 'left', 'right') > 2 &&
    shared(one.rect, other.rect, 'top', 'bottom') > 0.3 * one.rect.height));
  return [...cut, ...over].map(({ data }) => data);
}"""


# What a screen reader lists: the title, one top heading, named landmarks, and an open dialog alone.
UNNAMED = """() => {
  const name = (each) => (each.getAttribute('aria-label')
    ?? document.getElementById(each.getAttribute('aria-labelledby'))?.textContent
    ?? each.textContent).trim();
  const shown = (query) =>
    [...document.querySelectorAll(query)].filter((each) => each.checkVisibility());
  const headings = shown('h1');
  const dialogs = shown('dialog[open]');
  const found = shown('h1, h2, h3, nav, dialog[open], [role=group], [role=timer]')
    .filter((each) => !name(each)).map((each) => each.outerHTML);
  if (headings.length !== 1) found.push(`${headings.length} top headings`);
  if (dialogs.length > 1) found.push(`${dialogs.length} open dialogs`);
  if (!document.title.startsWith(headings[0]?.textContent ?? '?')) found.push(document.title);
  const live = document.querySelectorAll('main :is([role=alert], [role=status])');
  if (shown('main form').length && !live.length) found.push('nothing waits to say an answer');
  return found;
}"""


@pytest.mark.parametrize(
    "state",
    [*OUTSIDE, *DOORS, *INSIDE, *KEYED, *ASKED, *RECOVERING, *ADMINISTERING, *ROOMS, *TOKENED],
    ids=lambda state: state.__name__,
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    state: State, new_context: NewContext, enrolled_away: Person
) -> None:
    context = new_context(viewport={"width": 320, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    state(page, enrolled_away)
    assert page.evaluate(UNNAMED) == []
    page.evaluate(AXE)  # it stays for both themes, and runs the second time from compiled code
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for theme, rules in THEMES.items():
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert _violations(page, rules) == []
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 720})
            assert page.evaluate(overflow) is False
            assert page.evaluate(SMALL_TARGETS) == []
    page.set_viewport_size({"width": 390, "height": 844})
    twice = {"fontSizes": {"standard": 32, "fixed": 26}}
    context.new_cdp_session(page).send("Page.setFontSizes", twice)
    assert page.evaluate(overflow) is False
    assert page.evaluate(MISPLACED) == []


def _violations(page: Page, rules: dict[str, Any]) -> list[Any]:
    options = {
        "runOnly": rules,
        "resultTypes": ["violations"],  # it writes down nothing of what is well
    }
    found = page.evaluate("options => axe.run(document, options)", options)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
