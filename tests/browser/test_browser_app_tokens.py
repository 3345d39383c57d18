"""Promise: in the profile people make an app token, which is shown once and opens its app, and
revoke it, after a step-up where the last proof is old (T01, T03)."""

import re

from playwright.sync_api import Page, expect

from tests.app_tokens.making import opens
from tests.browser import walk
from tests.browser.tokened import app_token_shown, app_tokens
from tests.person import Person


def token_on(page: Page) -> str:
    found = re.search(r"sl_[0-9A-Za-z]{49}", page.content())
    return found[0] if found else ""


def test_t01_a_token_is_shown_once_and_opens_its_app(page: Page, enrolled_away: Person) -> None:
    app_token_shown(page, enrolled_away)
    token = token_on(page)
    assert opens(enrolled_away.app, token)
    expect(page.get_by_role("list", name="App tokens").get_by_role("listitem")).to_have_count(1)
    page.reload()
    walk.press(page, "Show app tokens")
    line = page.get_by_role("list", name="App tokens").get_by_role("listitem")
    expect(line).to_contain_text("localhost:9000")
    expect(line).to_contain_text("last used")
    assert token_on(page) == ""


def test_t03_a_revoked_token_opens_nothing(page: Page, enrolled_away: Person) -> None:
    app_token_shown(page, enrolled_away)
    token = token_on(page)
    page.get_by_role("button", name=re.compile("^Revoke The nightly")).click()
    expect(page.get_by_text("opens nothing any more.")).to_be_visible()
    expect(page.get_by_text("None yet.").last).to_be_visible()
    assert token_on(page) == ""
    assert not opens(enrolled_away.app, token)


def test_t01_an_old_proof_is_asked_for_again(page: Page, enrolled_away: Person) -> None:
    app_tokens(page, enrolled_away)
    enrolled_away.clock.move(seconds=301)
    walk.press(page, "Show app tokens")
    prove(page, enrolled_away)
    expect(page.get_by_text("None yet.").last).to_be_visible()


def test_t01_an_old_proof_is_asked_for_before_a_token_is_made(
    page: Page, enrolled_away: Person
) -> None:
    app_tokens(page, enrolled_away)
    enrolled_away.clock.move(seconds=301)
    walk.press(page, "New app token")
    page.get_by_label("What it is for").fill("Backup")
    walk.press(page, "Make the token")
    prove(page, enrolled_away)
    expect(page.get_by_text("Copy the token now")).to_be_visible()
    assert opens(enrolled_away.app, token_on(page))


def prove(page: Page, person: Person) -> None:
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_label("6-digit code").fill(person.code())
    dialog.get_by_role("button", name="Confirm", exact=True).click()
