"""Every state of the profile that app tokens bring, by the shortest way there."""

from playwright.sync_api import Page, expect

from tests.app_tokens.making import put
from tests.browser import walk
from tests.browser.outside import State
from tests.person import Person


def app_tokens(page: Page, person: Person) -> None:
    put(person)
    walk.begin_inside(page, person)
    expect(page.get_by_role("button", name="Show app tokens")).to_be_visible()


def app_tokens_none(page: Page, person: Person) -> None:
    app_tokens(page, person)
    walk.press(page, "Show app tokens")
    expect(page.get_by_text("None yet.").last).to_be_visible()


def app_token_asked(page: Page, person: Person) -> None:
    app_tokens(page, person)
    walk.press(page, "New app token")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("What it is for")).to_be_focused()
    dialog.get_by_role("button", name="Make the token").click()
    expect(page.get_by_text("Give it a name.")).to_be_visible()


def app_token_shown(page: Page, person: Person) -> None:
    app_token_asked(page, person)
    page.get_by_label("What it is for").fill("The nightly backup of the laptop in the living room")
    walk.press(page, "Make the token")
    expect(page.get_by_text("Copy the token now")).to_be_visible()
    expect(page.get_by_role("list", name="App tokens")).to_be_visible()


TOKENED: list[State] = [app_tokens_none, app_token_asked, app_token_shown]
