"""Promise: passkeys need no mouse, from the first one to its end (P15)."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.passkeys import Device, see, without_suggestions
from tests.person import Person


def _press(page: Page, control: str) -> None:
    walk.tab_to(page, control)
    page.keyboard.press("Enter")


def _focused_by_name(page: Page, name: str) -> None:
    expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()


def test_p15_the_life_of_a_passkey_with_the_keyboard_alone(page: Page, ann: Person) -> None:
    without_suggestions(page)
    device = Device(page)
    walk.sign_in(page, ann)
    _press(page, "Turn on")
    see(page, "Two-factor set-up")
    _press(page, "Set up a passkey")
    expect(page.get_by_role("heading", name="Save your backup codes")).to_be_focused()
    walk.tab_to(page, "I have saved these codes somewhere safe")
    page.keyboard.press("Space")
    _press(page, "Finish")
    see(page, "Profile")

    _press(page, "Sign out")
    see(page, "Sign in")
    _press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", name="Profile")).to_be_focused()

    ann.clock.move(seconds=330)
    walk.tab_to(page, "New backup codes")
    page.keyboard.press("Enter")
    _press(page, "Make new codes")
    _focused_by_name(page, "Use your passkey")
    page.keyboard.press("Enter")
    expect(page.get_by_role("list", name="Backup codes")).to_be_visible()
    walk.tab_to(page, "I have saved these codes somewhere safe")
    page.keyboard.press("Space")
    _press(page, "Finish")

    _press(page, "Remove")
    expect(page.get_by_role("dialog", name="Remove Passkey?")).to_be_visible()
    _press(page, "Remove")
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()
    assert device.keys() == []


def test_p15_the_second_step_waits_for_one_key_and_escape_costs_nothing(
    page: Page, ann: Person
) -> None:
    without_suggestions(page)
    device = Device(page)
    walk.sign_in(page, ann)
    page.goto("/profile/two-factor")
    walk.press(page, "Set up a passkey")
    see(page, "Save your backup codes")
    page.context.clear_cookies()

    walk.give_password(page, ann)
    _focused_by_name(page, "Use your passkey")
    device.verifies(False)
    page.keyboard.press("Enter")
    expect(page.get_by_text("No passkey was used")).to_be_visible()
    _focused_by_name(page, "Use your passkey")
    device.verifies(True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Profile")).to_be_focused()
