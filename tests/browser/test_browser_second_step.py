"""Promise: the code page helps the honest (R84), counts down, forgives a reload and no guess."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person

NEW = "apricot lantern window"


def test_a_wrong_code_stays_selected_and_tells_the_attempts(
    page: Page, enrolled_away: Person
) -> None:
    walk.give_password(page, enrolled_away)
    wrong = enrolled_away.wrong_code()
    walk.give_code(page, wrong)
    expect(page.get_by_role("alert").filter(has_text="4 attempts left.")).to_be_visible()
    field = page.get_by_label("6-digit code")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("getSelection().toString()") == wrong


def test_a_pasted_code_with_a_space_is_taken(
    new_context: NewContext, enrolled_away: Person
) -> None:
    page = new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
    walk.give_password(page, enrolled_away)
    code = enrolled_away.code()
    page.evaluate("text => navigator.clipboard.writeText(text)", f"{code[:3]} {code[3:]}")
    page.get_by_label("6-digit code").focus()
    page.keyboard.press("Control+V")
    walk.press(page, "Verify")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_five_wrong_codes_lock_and_the_countdown_unlocks_by_itself(
    page: Page, enrolled_away: Person
) -> None:
    page.clock.install()
    walk.give_password(page, enrolled_away)
    for left in ("4 attempts left.", "3 attempts left.", "2 attempts left.", "1 attempt left."):
        walk.give_code(page, enrolled_away.wrong_code())
        expect(page.get_by_text(left)).to_be_visible()
    walk.give_code(page, enrolled_away.wrong_code())
    expect(page.get_by_role("heading", name="Too many wrong codes")).to_be_visible()
    expect(page.get_by_text(re.compile("sign in again in (2:00|1:5[0-9])"))).to_be_visible()

    page.get_by_role("link", name="Back to sign in").click()
    page.get_by_label("Email").fill(enrolled_away.email)
    page.get_by_label("Password", exact=True).fill(enrolled_away.password)
    walk.press(page, "Sign in")
    verify = page.get_by_role("button", name="Verify")
    expect(verify).to_have_attribute("aria-disabled", "true")
    expect(page.get_by_text("try again in").first).to_be_visible()
    expect(page.get_by_role("timer")).to_have_count(0)  # one clock
    enrolled_away.clock.move(seconds=120)
    page.clock.fast_forward("02:01")
    expect(verify).not_to_have_attribute("aria-disabled", "true")
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_an_expired_half_login_leads_back_with_a_word(page: Page, enrolled_away: Person) -> None:
    page.clock.install()
    walk.give_password(page, enrolled_away)
    expect(page.get_by_role("timer")).to_be_visible()
    page.clock.fast_forward("05:01")
    expect(page.get_by_text("Your sign-in timed out.")).to_be_visible()


def test_a_code_after_the_server_forgot_leads_back_with_a_word(
    page: Page, enrolled_away: Person
) -> None:
    walk.give_password(page, enrolled_away)
    expect(page.get_by_role("timer")).to_be_visible()
    enrolled_away.clock.move(seconds=301)
    page.clock.set_system_time(time.time() + 301)  # its timers slept, as a laptop's do
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_text("Your sign-in timed out.")).to_be_visible()


def test_a_code_after_the_login_was_ended_elsewhere_says_so(
    page: Page, enrolled_away: Person
) -> None:
    walk.give_password(page, enrolled_away)
    expect(page.get_by_role("timer")).to_be_visible()
    other = enrolled_away.other_browser().sign_in()
    other.post("password/change", {"currentPassword": other.password, "newPassword": NEW})
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_text("This sign-in was ended before it was finished")).to_be_visible()
    expect(page.get_by_text("timed out")).to_have_count(0)


def test_more_time_gives_the_full_time_again(page: Page, enrolled_away: Person) -> None:
    page.clock.install()
    walk.give_password(page, enrolled_away)
    expect(page.get_by_role("timer")).to_be_visible()
    expect(page.get_by_role("button", name="More time")).to_have_count(0)
    page.clock.fast_forward("04:10")
    enrolled_away.clock.move(seconds=250)
    walk.press(page, "More time")
    expect(page.get_by_role("timer")).to_contain_text("5:00")
    enrolled_away.clock.move(seconds=250)
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_reload_keeps_the_half_finished_login(page: Page, enrolled_away: Person) -> None:
    walk.give_password(page, enrolled_away)
    walk.give_code(page, enrolled_away.wrong_code())
    expect(page.get_by_text("4 attempts left.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("4 attempts left.")).to_be_visible()
    expect(page.get_by_text(enrolled_away.email)).to_be_visible()
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_the_code_page_without_a_half_login_is_no_trap_for_back(page: Page, ann: Person) -> None:
    page.goto("/register")
    page.goto("/two-factor")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()


def test_a_backup_code_opens_once_and_not_twice(page: Page, enrolled_away: Person) -> None:
    backup = enrolled_away.backup_codes[0].lower()
    for expected in ("Profile", "Enter your code"):
        walk.give_password(page, enrolled_away)
        walk.press(page, "Use a backup code")
        walk.give_code(page, backup, label="Backup code")
        expect(page.get_by_role("heading", name=expected)).to_be_visible()
        if expected == "Profile":
            expect(page.get_by_text("9 of 10 left")).to_be_visible()
            walk.press(page, "Sign out")
            expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("That code has been used.")).to_be_visible()


def test_a_lock_that_outlasts_the_login_shows_its_own_clock_alone(
    page: Page, enrolled_away: Person
) -> None:
    page.clock.install()
    walk.give_password(page, enrolled_away)
    expect(page.get_by_label("6-digit code")).to_be_visible()
    enrolled_away.clock.move(seconds=240)
    page.clock.fast_forward("04:00")
    thief = enrolled_away.other_browser().half()
    for _ in range(5):
        thief.verify(thief.wrong_code())
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_role("heading", name="Too many wrong codes")).to_be_visible()
    expect(page.get_by_text(re.compile("sign in again in 1:[0-9]{2}"))).to_be_visible()
    expect(page.get_by_role("timer")).to_have_count(0)
    page.clock.fast_forward("02:01")
    expect(page.get_by_text("You can sign in again now.")).to_be_visible()


def test_lost_your_phone_keeps_the_half_finished_login(page: Page, enrolled_away: Person) -> None:
    walk.give_password(page, enrolled_away)
    page.get_by_role("link", name="Lost your phone and your codes?").click()
    expect(page.get_by_role("heading", name="Lost your phone or your codes?")).to_be_visible()
    page.get_by_role("link", name="Back to sign in").click()
    expect(page.get_by_text(enrolled_away.email)).to_be_visible()
    page.get_by_role("link", name="Lost your phone and your codes?").click()
    page.go_back()
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_back_from_lost_leads_a_stranger_to_sign_in(page: Page, ann: Person) -> None:
    page.goto("/lost")
    page.get_by_role("link", name="Back to sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("zero", ["٠", "۰", "०", "\uff10"])
def test_a_code_in_other_digits_with_invisible_marks_is_taken(
    page: Page, enrolled_away: Person, zero: str
) -> None:
    walk.give_password(page, enrolled_away)
    digits = "".join(chr(ord(zero) + int(digit)) for digit in enrolled_away.code())
    walk.give_code(page, f"\u200f{digits[:3]}\u200b {digits[3:]}\u2069")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
