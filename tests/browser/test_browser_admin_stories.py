"""Promise: an administrator helps with a lost phone, shuts out who leaves, and learns who came to
the wiki last night, each in at most three clicks from the overview; every room speaks German."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.admin.conftest import MAKE_ADMIN
from tests.browser import walk
from tests.browser.administering import (
    BEA,
    CAL,
    administer,
    colleague,
    open_page,
    page_of,
    press_in_dialog,
    settle,
)
from tests.browser.conftest import NewContext
from tests.browser.rooms import WIKI
from tests.person import Person, mails, text_of
from tests.rows import execute

MOST_CLICKS = 3
HOUR = 3600
# The browser counts, on every page that it opens: no click of a test goes by unseen.
COUNT = """addEventListener('click', (event) => {
  if (event.isTrusted) sessionStorage.clicks = 1 + Number(sessionStorage.clicks ?? 0);
}, true)"""


@dataclass
class Desk:
    """An administrator at the overview, whose clicks are counted from there on."""

    page: Page
    root: Person
    shots: Path

    def begin(self) -> None:
        """Begin at the overview."""
        administer(self.page, self.root)
        self.page.evaluate("sessionStorage.clicks = 0")

    def show(self, name: str) -> None:
        """Keep what the screen shows."""
        settle(self.page)
        shot = self.page.screenshot(path=self.shots / f"{name}.png", full_page=True)
        assert len(shot) > 10_000

    @property
    def clicks(self) -> int:
        """How often the mouse was pressed since the overview."""
        return int(self.page.evaluate("sessionStorage.clicks"))

    def find(self, text: str, name: str) -> None:
        """Type a part of a name, and open the person."""
        self.page.get_by_label("Find a person").fill(text)
        self.page.get_by_role("link", name=name).click()

    def act(self, act: str, reason: str) -> None:
        """Act on the person of the page."""
        walk.press(self.page, act)
        self.page.get_by_label("Reason").fill(reason)
        self.show(act)
        press_in_dialog(self.page, act)
        expect(self.page.get_by_role("dialog")).to_have_count(0)


@pytest.fixture(params=["light", "dark"])
def desk(
    request: pytest.FixtureRequest, new_context: NewContext, enrolled_away: Person, tmp_path: Path
) -> Desk:
    context = new_context(color_scheme=request.param, reduced_motion="reduce")
    context.add_init_script(COUNT)
    return Desk(context.new_page(), enrolled_away, tmp_path)


def letters_to(who: Person) -> list[str]:
    sent = mails(who.app, who.clock.now())
    return [" ".join(text_of(each).split()) for each in sent if each["To"] == who.email]


def test_a_lost_phone(desk: Desk) -> None:
    bea = colleague(desk.root).enable()
    desk.begin()
    desk.find("bea@", BEA)
    desk.act("Reset second factor", "Lost the phone, showed her passport")
    assert desk.clicks == MOST_CLICKS
    expect(desk.page.get_by_text("None: a password alone opens this account.")).to_be_visible()
    expect(desk.page.get_by_text("Must set up a second factor")).to_be_visible()
    desk.show("after")
    assert not bea.is_signed_in()
    assert any("Lost the phone, showed her passport" in each for each in letters_to(bea))


def test_a_person_who_leaves_the_team(desk: Desk) -> None:
    bea = colleague(desk.root)
    desk.begin()
    desk.find("bea@", BEA)
    desk.act("Disable", "Left the team")
    assert desk.clicks == MOST_CLICKS
    expect(desk.page.get_by_text("Disabled", exact=True)).to_be_visible()
    expect(desk.page.get_by_role("button", name="Enable again")).to_be_visible()
    desk.show("after")
    assert not bea.is_signed_in()
    assert bea.log_in().status_code != 200
    assert any("Left the team" in each for each in letters_to(bea))


def test_who_opened_the_wiki_last_night(desk: Desk) -> None:
    root, clock = desk.root, desk.root.clock
    colleague(root)
    clock.move(seconds=10 * HOUR)
    cal = colleague(root, CAL)
    clock.move(seconds=11 * HOUR)
    _list_the_wiki(root)
    desk.begin()
    desk.page.get_by_role("link", name="Apps").click()
    expect(desk.page.get_by_text(WIKI)).to_be_visible()
    desk.show("apps")
    desk.page.get_by_role("link", name="Who signed in last night?").click()
    rows = desk.page.get_by_role("list", name="History").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows.get_by_role("link", name=CAL)).to_be_visible()
    desk.show("night")
    rows.get_by_role("link", name=CAL).click()
    expect(desk.page.get_by_role("heading", name=CAL)).to_be_visible()
    assert desk.page.url.endswith(page_of(cal))
    assert desk.clicks == MOST_CLICKS
    desk.show("who")


def test_the_overview_asks_who_signed_in_last_night_by_one_click(desk: Desk) -> None:
    desk.root.clock.move(seconds=10 * HOUR)
    colleague(desk.root)
    desk.root.clock.move(seconds=11 * HOUR)
    desk.begin()
    desk.page.get_by_role("link", name="Who signed in last night?").click()
    expect(desk.page.get_by_role("list", name="History").get_by_text(BEA)).to_be_visible()
    assert desk.clicks == 1


GERMAN = {
    "/admin": "Verwaltung",
    "/admin/people": "Personen",
    "/admin/recoveries": "Wiederherstellungen",
    "/admin/invitations": "Einladungen",
    "/admin/groups": "Gruppen",
    "/admin/apps": "Apps",
    "/admin/policy": "Regeln",
    "/admin/history": "Verlauf",
    "/admin/health": "Zustand",
}


def test_every_room_speaks_german_and_fits_a_small_phone(
    new_context: NewContext, enrolled_away: Person
) -> None:
    page = new_context(viewport={"width": 320, "height": 720}).new_page()
    administer(page, enrolled_away)
    page.evaluate("localStorage.language = 'de'")
    for path, title in GERMAN.items():
        open_page(page, path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("navigation", name="Verwaltung")).to_be_visible()
        overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert page.evaluate(overflow) is False, path


def _list_the_wiki(root: Person) -> None:
    execute(root.app, MAKE_ADMIN, email=root.email)
    listed = {"name": "Wiki", "origin": WIKI, "groups": [], "factor": 1}
    answer = root.other_browser().sign_in().post("/api/admin/apps", listed)
    assert answer.status_code == 201, answer.json
