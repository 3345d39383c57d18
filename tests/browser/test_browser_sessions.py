"""Promise: what ends in one browser is over in the other, and Back shows nothing afterwards."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person
from tests.policies import set_level


def test_sign_out_everywhere_is_seen_in_a_second_browser(
    page: Page, new_context: NewContext, enrolled_away: Person
) -> None:
    second = new_context().new_page()
    walk.sign_in(page, enrolled_away)
    walk.sign_in(second, enrolled_away)
    page.goto("/sessions")
    expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(2)
    walk.press(page, "Sign out everywhere")
    page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    second.get_by_role("link", name="Sessions").click()
    expect(second.get_by_role("heading", name="Sign in")).to_be_visible()


def test_one_other_session_is_ended_from_the_list(
    page: Page, new_context: NewContext, ann: Person
) -> None:
    second = new_context(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
    other = second.new_page()
    walk.sign_in(other, ann)
    walk.sign_in(page, ann)
    page.goto("/sessions")
    page.get_by_role("button", name="Sign out Firefox on Linux").click()
    expect(page.get_by_text("Signed out Firefox on Linux.")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_back_after_sign_out_shows_nothing(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    page.goto("/sessions")
    expect(page.get_by_text("This device")).to_be_visible()
    walk.press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text(ann.email)).to_have_count(0)


def test_turning_off_asks_for_a_code_and_says_what_happens(
    page: Page, enrolled_away: Person
) -> None:
    walk.sign_in(page, enrolled_away)
    walk.press(page, "Turn off")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Your password alone will then open the account.")
    dialog.get_by_label("6-digit code").fill(enrolled_away.code())
    dialog.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()


def test_a_refused_call_is_repeated_after_the_step_up(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    enrolled_away.clock.move(seconds=330)
    page.get_by_role("link", name="New backup codes").click()
    walk.press(page, "Make new codes")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_label("6-digit code").fill(enrolled_away.code())
    dialog.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("list", name="Backup codes").get_by_role("listitem")).to_have_count(10)


@pytest.mark.parametrize("passkeys", [True, False], ids=["passkeys", "no passkeys"])
def test_an_account_that_must_enrol_is_led_through_set_up_and_let_go(
    page: Page, ann: Person, passkeys: bool
) -> None:
    if not passkeys:
        walk.without_passkeys(page)
    set_level(ann.app, "everyone")
    walk.give_password(page, ann)
    expect(page.get_by_text("Your account needs two-factor authentication.")).to_be_visible()
    page.goto("/sessions")
    walk.press(page, "Use an authenticator app" if passkeys else "Start set-up")
    ann.secret = walk.setup_key(page)
    page.get_by_label("6-digit code").fill(ann.code())
    page.get_by_role("button", name="Turn on").click()
    walk.save_codes(page)
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()
