"""Promise: axe finds nothing in any state and theme, and nothing scrolls sideways at 320 px."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.policy.service import set_policy
from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.live import ROOT
from tests.person import Person

AXE = (ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
THEMES = ["light", "dark"]
State = Callable[[Page, Person], None]


def register_refused(page: Page, person: Person) -> None:
    page.goto("/register")
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill("short")
    walk.press(page, "Create account")
    expect(page.get_by_text("12 characters or more")).to_be_visible()


def check_mail(page: Page, person: Person) -> None:
    stranger = Person(person.app, person.clock, "new@example.com")
    walk.register(page, stranger)


def login_refused(page: Page, person: Person) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    walk.press(page, "Sign in")
    expect(page.get_by_text("Email or password is not right.")).to_be_visible()


def dead_link(page: Page, person: Person) -> None:
    page.goto("/verify-email#token=nothing")
    walk.press(page, "Confirm my email")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def code_refused(page: Page, person: Person) -> None:
    walk.give_password(page, person)
    walk.give_code(page, person.wrong_code())
    expect(page.get_by_text("4 attempts left.")).to_be_visible()


def backup_code(page: Page, person: Person) -> None:
    walk.give_password(page, person)
    walk.press(page, "Use a backup code")
    expect(page.get_by_label("Backup code")).to_be_visible()


def locked(page: Page, person: Person) -> None:
    person.post("login", {"email": person.email, "password": person.password})
    for _ in range(5):
        person.verify(person.wrong_code())
    walk.give_password(page, person)
    expect(page.get_by_text("try again in")).to_be_visible()


def profile(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    expect(page.get_by_text("10 of 10 left")).to_be_visible()


def turn_off_dialog(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Turn off")
    expect(page.get_by_role("dialog")).to_be_visible()


def sessions(page: Page, person: Person) -> None:
    person.other_browser().sign_in()
    walk.sign_in(page, person)
    page.goto("/sessions")
    expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(2)


def step_up_dialog(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    person.clock.move(seconds=330)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("dialog", name="Confirm it is you")).to_be_visible()


def new_codes(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("list", name="Backup codes")).to_be_visible()


def scan(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, "bare@example.com").register()
    walk.sign_in(page, bare)
    page.goto("/profile/two-factor")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


def confirm_refused(page: Page, person: Person) -> None:
    scan(page, person)
    walk.press(page, "Next: confirm")
    page.get_by_label("6-digit code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("That code is not right.")).to_be_visible()


def must_enrol(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, "bare@example.com").register()
    with person.app.app_context():
        set_policy("everyone", person.clock.now())
    walk.give_password(page, bare)
    expect(page.get_by_role("button", name="Start set-up")).to_be_visible()


def not_found(page: Page, person: Person) -> None:
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


STATES = [
    register_refused, check_mail, login_refused, dead_link, code_refused, backup_code, locked,
    profile, turn_off_dialog, sessions, step_up_dialog, new_codes, scan, confirm_refused,
    must_enrol, not_found,
]  # fmt: skip


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    state: State, new_context: NewContext, enrolled_away: Person
) -> None:
    context = new_context(viewport={"width": 320, "height": 720}, reduced_motion="reduce")
    page = context.new_page()
    state(page, enrolled_away)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert _violations(page) == []
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 720})
            overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert page.evaluate(overflow) is False


def _violations(page: Page) -> list[Any]:
    page.evaluate(AXE)
    options = {"runOnly": {"type": "tag", "values": RULES}}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
