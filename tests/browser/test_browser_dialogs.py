"""Promise: one dialog shows at a time, and none outlives its session or its page."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import walk
from tests.person import Person


def shown(page: Page) -> Locator:
    return page.locator("dialog[open]")


def stale_codes(page: Page, person: Person) -> Locator:
    """Come to the question for a fresh proof."""
    walk.sign_in(page, person)
    person.clock.move(seconds=330)
    page.get_by_role("link", name="New backup codes").click()
    walk.press(page, "Make new codes")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    expect(dialog).to_be_visible()
    return dialog


def test_no_dialog_lies_over_the_sign_in_page(page: Page, enrolled_away: Person) -> None:
    stale_codes(page, enrolled_away)
    tab = page.context.new_page()
    tab.goto("/profile")
    walk.sign_out(tab)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(shown(page)).to_have_count(0)
    expect(page.get_by_text("timed out")).to_have_count(0)
    page.get_by_label("Email").fill("it can be typed into")


def test_the_question_ends_with_its_session(page: Page, enrolled_away: Person) -> None:
    dialog = stale_codes(page, enrolled_away)
    enrolled_away.other_browser().sign_in().post("logout-all", {})
    dialog.get_by_label("6-digit code").fill(enrolled_away.code())
    dialog.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(shown(page)).to_have_count(0)


def test_the_question_ends_with_its_page(page: Page, enrolled_away: Person) -> None:
    stale_codes(page, enrolled_away)
    page.go_back()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(shown(page)).to_have_count(0)
    page.get_by_role("link", name="New backup codes").click()
    walk.press(page, "Make new codes")  # and it can be asked once more
    expect(page.get_by_role("dialog", name="Confirm it is you")).to_be_visible()


def test_dialogs_never_stack(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    enrolled_away.clock.move(seconds=330)
    walk.press(page, "Change email")
    first = page.get_by_role("dialog", name="Change email")
    first.get_by_label("New email").fill("new@example.com")
    first.get_by_label("Current password").fill(enrolled_away.password)
    first.get_by_role("button", name="Send the link").click()
    question = page.get_by_role("dialog", name="Confirm it is you")
    expect(question).to_be_visible()
    expect(shown(page)).to_have_count(1)
    question.get_by_role("button", name="Cancel").click()
    expect(shown(page)).to_have_count(1)
    expect(first.get_by_label("New email")).to_have_value("new@example.com")
    expect(first.get_by_role("button", name="Send the link")).to_be_focused()
    first.get_by_role("button", name="Send the link").click()
    question.get_by_label("6-digit code").fill(enrolled_away.code())
    question.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("A link is on its way to new@example.com.")).to_be_visible()
    expect(shown(page)).to_have_count(0)
