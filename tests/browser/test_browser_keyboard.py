"""Promise: the whole journey, from stranger to protected account and out again, needs no mouse."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.person import Person


def test_the_whole_journey_with_the_keyboard_alone(page: Page, person: Person) -> None:
    page.goto("/login")
    _go(page, "Create an account", "Create an account")
    page.keyboard.type(person.email)
    walk.tab_to(page, "Password")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_focused()

    walk.open_link(page, person, "verify-email")
    _go(page, "Confirm my email", "Your email is confirmed")
    _go(page, "Sign in", "Sign in")
    _sign_in(page, person)

    _go(page, "Turn on", "Two-factor set-up")
    walk.tab_to(page, "Use an authenticator app")
    page.keyboard.press("Enter")
    person.secret = walk.setup_key(page)
    walk.tab_to(page, "6-digit code")
    page.keyboard.type(person.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Save your backup codes")).to_be_visible()
    walk.tab_to(page, "I have saved these codes somewhere safe")
    page.keyboard.press("Space")
    _go(page, "Finish", "Profile")

    _go(page, "Activity", "Activity")
    _go(page, "Sign out", "Sign in")
    person.clock.next_step()
    _sign_in(page, person)


def _go(page: Page, control: str, title: str) -> None:
    """Reach a control by Tab, press it, and come to the page of that title."""
    walk.tab_to(page, control)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def _sign_in(page: Page, person: Person) -> None:
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(person.password)
    page.keyboard.press("Enter")
    if person.secret:
        expect(page.get_by_label("6-digit code")).to_be_focused()
        page.keyboard.type(person.code())
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Profile")).to_be_focused()
