"""Promise: who forgot the password gets back in by mail, and no way around the second factor."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person

NEW = "apricot lantern window"


def _ask(page: Page, address: str) -> None:
    page.goto("/login")
    page.get_by_role("link", name="Forgot password?").click()
    # The page before has such a field, too.
    expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()
    page.get_by_label("Email").fill(address)
    walk.press(page, "Send the link")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


def test_a_reset_password_opens_the_account_with_its_second_factor(
    page: Page, new_context: NewContext, enrolled_away: Person
) -> None:
    other = new_context().new_page()
    walk.sign_in(other, enrolled_away)
    _ask(page, enrolled_away.email)
    walk.open_link(page, enrolled_away, "reset-password")
    expect(page.get_by_label("New password")).to_be_focused()
    page.get_by_label("New password").fill(NEW)
    walk.press(page, "Set new password")
    expect(page.get_by_role("heading", name="Your new password is set")).to_be_visible()
    assert "token" not in page.url

    enrolled_away.password = NEW
    walk.sign_in(page, enrolled_away)  # asks for the code, too
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_known_and_an_unknown_address_get_the_same_page(page: Page, ann: Person) -> None:
    said = []
    for address in (ann.email, "nobody@example.com"):
        _ask(page, address)
        said.append(page.get_by_role("main").inner_text().replace(address, ""))
    assert said[0] == said[1]


def test_a_link_is_good_once_and_a_dead_one_leads_on(page: Page, ann: Person) -> None:
    _ask(page, ann.email)
    walk.open_link(page, ann, "reset-password")
    page.get_by_label("New password").fill(NEW)
    walk.press(page, "Set new password")
    expect(page.get_by_role("heading", name="Your new password is set")).to_be_visible()
    walk.open_link(page, ann, "reset-password")
    page.get_by_label("New password").fill("another lantern window")
    walk.press(page, "Set new password")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    expect(page.get_by_role("button", name="Send the link")).to_be_visible()


def test_the_meter_and_the_server_agree_on_the_worst(page: Page, ann: Person) -> None:
    _ask(page, ann.email)
    walk.open_link(page, ann, "reset-password")
    page.get_by_label("New password").fill("password2026")
    expect(page.get_by_text("Weak. It holds words that are tried first.")).to_be_visible()
    walk.press(page, "Set new password")
    expect(page.get_by_text("among the passwords that are tried first")).to_be_visible()


def test_who_lost_phone_and_codes_is_told_what_to_do(page: Page, enrolled_away: Person) -> None:
    walk.give_password(page, enrolled_away)
    page.get_by_role("link", name="Lost your phone and your codes?").click()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Ask whoever runs this service")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("6-digit code")).to_be_visible()
