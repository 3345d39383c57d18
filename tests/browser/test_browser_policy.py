"""Promise: who is asked reads until when, on each page and in their own zone, is led through what
meets the policy, and back; from the date on nothing else opens, and no code does what a passkey
must."""

import pytest
from playwright.sync_api import Page, expect

from app.config.operators import operator_act
from app.policy.dates import extend
from tests.browser import walk
from tests.browser.asked import BANNER, PASSKEY, time_of
from tests.browser.conftest import NewContext
from tests.browser.passkeys import Device, device_with, keyed_away, rows_of, see
from tests.person import Person
from tests.policies import set_level

DAY = 86_400
NEW_YORK = {"timezone_id": "America/New_York"}


def _set_up_an_app(page: Page, person: Person) -> None:
    walk.choose_app(page)
    person.secret = walk.setup_key(page)
    page.get_by_label("6-digit code").fill(person.code())
    walk.press(page, "Turn on")
    walk.save_codes(page)
    person.clock.next_step()


def test_g04_the_banner_tells_the_date_until_the_factor_is_set_up_and_leads_back(
    new_context: NewContext, ann: Person
) -> None:
    page = new_context(**NEW_YORK).new_page()
    time_of(page, ann)
    set_level(ann.app, "two_factor", grace=9)
    walk.sign_in(page, ann)
    text = page.get_by_text(BANNER)
    expect(text).to_have_text(
        "Your account needs a second factor by Nov 30, 2026 at 07:00 AM. 9 days left."
    )
    page.get_by_role("link", name="Sessions").click()
    see(page, "Sessions")
    expect(text).to_be_visible()
    assert page.evaluate("matchMedia('all') && document.activeElement.tagName") == "H1"
    page.get_by_role("link", name="Set it up").click()
    expect(page.get_by_text("Until then everything works as before.")).to_be_visible()
    expect(page.get_by_role("link", name="Set it up")).to_have_count(0)
    _set_up_an_app(page, ann)
    see(page, "Sessions")
    page.reload()
    see(page, "Sessions")
    expect(text).to_have_count(0)


def test_g04_nothing_on_the_page_puts_the_date_off(page: Page, ann: Person) -> None:
    time_of(page, ann)
    set_level(ann.app, "two_factor", grace=9)
    walk.sign_in(page, ann)
    banner = page.get_by_text(BANNER)
    expect(banner.get_by_role("button")).to_have_count(0)
    first = banner.locator("time").get_attribute("datetime")
    ann.clock.move(seconds=DAY)
    walk.sign_out(page)
    time_of(page, ann)
    walk.sign_in(page, ann)
    expect(page.get_by_text("8 days left.")).to_be_visible()
    assert banner.locator("time").get_attribute("datetime") == first


def test_g03_after_the_date_only_the_set_up_opens_and_leads_on(page: Page, ann: Person) -> None:
    time_of(page, ann)
    set_level(ann.app, "two_factor", grace=2)
    walk.sign_in(page, ann)
    expect(page.get_by_text("2 days left.")).to_be_visible()
    ann.clock.move(seconds=2 * DAY + 1)
    time_of(page, ann)
    page.get_by_role("link", name="Sessions").click()
    see(page, "Two-factor set-up")
    expect(page.get_by_text("Your account needs two-factor authentication.")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.goto("/activity")
    see(page, "Two-factor set-up")
    walk.press(page, "Use an authenticator app")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_label("Password", exact=True).fill(ann.password)
    dialog.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    ann.secret = walk.setup_key(page)
    page.get_by_label("6-digit code").fill(ann.code())
    walk.press(page, "Turn on")
    walk.save_codes(page)
    see(page, "Activity")


def test_g04_more_time_is_shown_and_told_in_the_history(
    new_context: NewContext, ann: Person
) -> None:
    page = new_context(timezone_id="UTC").new_page()
    time_of(page, ann)
    set_level(ann.app, "two_factor", grace=2)
    walk.sign_in(page, ann)
    expect(page.get_by_text("2 days left.")).to_be_visible()
    with ann.app.app_context():
        extend(ann.email, ann.clock.now().replace(month=12), act=operator_act(ann.clock.now()))
    page.goto("/activity")
    expect(page.get_by_text("More time was given to set up the sign-in")).to_be_visible()
    expect(page.get_by_text(BANNER)).to_contain_text("Dec 21, 2026 at 12:00 PM. 30 days left.")


def test_g07_a_code_leads_to_the_passkey_that_is_needed_and_to_nothing_else(
    page: Page, enrolled_away: Person
) -> None:
    device = Device(page)
    set_level(enrolled_away.app, PASSKEY)
    walk.give_password(page, enrolled_away)
    walk.give_code(page, enrolled_away.code())
    see(page, "A passkey for your account")
    expect(page.get_by_role("button", name="app")).to_have_count(0)
    page.goto("/sessions")
    see(page, "A passkey for your account")
    walk.press(page, "Set up a passkey")
    see(page, "Sessions")
    assert len(device.keys()) == 1

    walk.press(page, "Sign out")
    see(page, "Profile")  # by the passkey, which the device offers and uses itself, at once


def test_g07_beside_a_passkey_the_second_step_asks_for_nothing_else(
    page: Page, ann: Person
) -> None:
    device = device_with(page, keyed_away(ann.enrol()))
    device.touched(False)
    set_level(ann.app, PASSKEY)
    walk.give_password(page, ann)
    expect(page.get_by_text("Only a passkey finishes this sign-in.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("button", name="code")).to_have_count(0)
    device.touched(True)
    walk.press(page, "Use your passkey")
    see(page, "Profile")


def test_g07_a_code_that_the_policy_no_longer_takes_says_why_and_the_passkey_goes_on(
    page: Page, ann: Person
) -> None:
    device = device_with(page, keyed_away(ann.enrol()))
    device.touched(False)
    walk.give_password(page, ann)
    walk.press(page, "Use a code instead")
    set_level(ann.app, PASSKEY)
    with page.expect_response("**/api/auth/2fa/pending") as asked:
        walk.give_code(page, ann.code())
    assert asked.value.json()["methods"] == ["passkey"]
    expect(page.get_by_role("alert").filter(has_text="A code is not enough here.")).to_be_visible()
    expect(page.get_by_role("button", name="Use your passkey")).to_be_focused()
    device.touched(True)
    walk.press(page, "Use your passkey")
    see(page, "Profile")


@pytest.mark.parametrize("passkeys", [True, False])
def test_g07_the_question_before_an_act_takes_the_passkey_alone(
    page: Page, ann: Person, *, passkeys: bool
) -> None:
    device = device_with(page, keyed_away(ann.enrol()))
    page.goto("/login")
    see(page, "Profile")
    if not passkeys:
        walk.without_passkeys(page)
    set_level(ann.app, PASSKEY)
    ann.clock.move(seconds=330)
    page.goto("/profile/backup-codes")
    device.touched(False)
    walk.press(page, "Make new codes")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    if passkeys:
        device.touched(True)
        dialog.get_by_role("button", name="Use your passkey").click()
        expect(page.get_by_role("list", name="Backup codes")).to_be_visible()
    else:
        expect(dialog.get_by_text("this browser cannot use one here")).to_be_visible()


def test_the_last_factor_may_go_while_there_is_time_and_the_banner_asks_for_one_again(
    page: Page, enrolled_away: Person
) -> None:
    time_of(page, enrolled_away)
    set_level(enrolled_away.app, PASSKEY, grace=9)
    walk.sign_in(page, enrolled_away)
    banner = page.get_by_role("main").get_by_text(BANNER)
    expect(banner).to_contain_text("needs a passkey by Nov 30, 2026")
    walk.press(page, "Turn off")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text(BANNER)).to_contain_text("Nov 30, 2026")
    dialog.get_by_label("6-digit code").fill(enrolled_away.code())
    dialog.get_by_role("button", name="Turn off").click()
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()
    expect(banner).to_contain_text("needs a passkey by Nov 30, 2026")


def test_the_policy_in_force_keeps_the_last_factor(page: Page, enrolled_away: Person) -> None:
    set_level(enrolled_away.app, "two_factor")
    walk.sign_in(page, enrolled_away)
    expect(page.get_by_text("so it cannot be turned off.")).to_be_visible()
    expect(rows_of(page).get_by_role("button", name="Remove")).to_have_count(0)
