"""Promise: what one changes about oneself holds at once, and says what it ended."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person, mails, text_of

NEW = "apricot lantern window"
# How far things moved by themselves (Layout Instability, W3C).
SHIFTS = """
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.moved += value;
  }).observe({ type: 'layout-shift', buffered: true });
"""


def test_a_trusted_browser_is_asked_for_no_code_until_it_is_forgotten(
    page: Page, enrolled_away: Person
) -> None:
    walk.sign_in(page, enrolled_away, remember=True)
    walk.sign_out(page)
    walk.give_password(page, enrolled_away)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()

    expect(page.get_by_text("This browser")).to_be_visible()
    page.get_by_role("list", name="Trusted browsers").get_by_role("button").click()
    expect(page.get_by_text("is asked for a code again.")).to_be_visible()
    expect(page.get_by_role("heading", name="Trusted browsers")).to_be_focused()
    walk.sign_out(page)
    walk.give_password(page, enrolled_away)
    expect(page.get_by_label("6-digit code")).to_be_visible()


def test_a_new_password_signs_the_other_browser_out(
    page: Page, new_context: NewContext, ann: Person
) -> None:
    other = new_context().new_page()
    walk.sign_in(other, ann)
    walk.sign_in(page, ann)
    page.get_by_role("button", name="Change password").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Current password").fill(ann.password)
    dialog.get_by_label("New password").fill(NEW)
    dialog.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    expect(page.get_by_role("button", name="Change password")).to_be_focused()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    ann.password = NEW
    walk.sign_in(other, ann)


def test_a_new_address_counts_once_its_link_is_opened(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    page.get_by_role("button", name="Change email").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("New email").fill("new@example.com")
    dialog.get_by_label("Current password").fill(ann.password)
    dialog.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("A link is on its way to new@example.com.")).to_be_visible()
    expect(page.get_by_role("main").get_by_text(ann.email)).to_be_visible()

    walk.open_link(page, ann, "confirm-email")
    walk.press(page, "Confirm your new email")
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("main").get_by_text("new@example.com")).to_be_visible()
    walk.sign_out(page)
    ann.email = "new@example.com"
    walk.sign_in(page, ann)


def test_a_new_address_is_confirmed_after_both_steps_of_a_sign_in(
    page: Page, enrolled_away: Person
) -> None:
    """Where nobody is signed in: with the token in no address, and nowhere once it is used."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    person = enrolled_away.other_browser().sign_in()
    body = {"email": "new@example.com", "password": person.password}
    assert person.post("email/change", body).status_code == 202
    walk.open_link(page, person, "confirm-email")
    walk.press(page, "Confirm your new email")
    expect(page.get_by_text("Sign in to the account that gets the new")).to_be_visible()
    assert "token" not in page.url
    page.reload()
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, "Sign in")
    walk.give_code(page, person.code())
    expect(page.get_by_role("heading", name="Your new email is confirmed")).to_be_visible()
    assert page.evaluate("[sessionStorage.length, location.hash]") == [0, ""]
    [link] = [
        found[1]
        for mail in mails(person.app, person.clock.now())
        if (found := re.search(r"/confirm-email#token=(\S+)", text_of(mail)))
    ]
    assert not any(link in each for each in asked)
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_role("main").get_by_text("new@example.com")).to_be_visible()


def test_a_change_of_address_that_waits_is_shown_and_cancelled(page: Page, ann: Person) -> None:
    ann.sign_in()
    body = {"email": "new@example.com", "password": ann.password}
    assert ann.post("email/change", body).status_code == 202
    walk.sign_in(page, ann)
    expect(page.get_by_text("new@example.com")).to_be_visible()
    walk.press(page, "Cancel the change")
    expect(page.get_by_text("Your address stays as it is.")).to_be_visible()
    expect(page.get_by_text("new@example.com")).to_have_count(0)
    assert "pendingEmail" not in ann.get("me").json


def test_a_refused_change_is_repeated_after_the_step_up(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    enrolled_away.clock.move(seconds=330)
    page.get_by_role("button", name="Change email").click()
    change = page.get_by_role("dialog", name="Change email")
    change.get_by_label("New email").fill("new@example.com")
    change.get_by_label("Current password").fill(enrolled_away.password)
    change.get_by_role("button", name="Send the link").click()
    proof = page.get_by_role("dialog", name="Confirm it is you")
    proof.get_by_label("6-digit code").fill(enrolled_away.code())
    proof.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("A link is on its way to new@example.com.")).to_be_visible()


def test_a_closed_account_is_gone_and_says_so(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    page.get_by_role("button", name="Close account").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nobody can bring the account back")
    dialog.get_by_label("Password", exact=True).fill(enrolled_away.password)
    dialog.get_by_label("I understand that this cannot be undone").check()
    dialog.get_by_role("button", name="Close account").click()
    expect(page.get_by_text("Your account is closed")).to_be_visible()
    page.get_by_label("Email").fill(enrolled_away.email)
    page.get_by_label("Password", exact=True).fill(enrolled_away.password)
    walk.press(page, "Sign in")
    expect(page.get_by_text("Email or password is not right.")).to_be_visible()


def test_the_export_holds_the_person_and_no_secret(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    with page.expect_download() as download:
        walk.press(page, "Download my data")
    text = download.value.path().read_text()
    assert enrolled_away.email in json.dumps(json.loads(text))
    assert enrolled_away.secret not in text


def test_a_replaced_app_counts_and_the_old_one_does_not(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    old = enrolled_away.secret
    page.get_by_role("link", name="Replace").click()
    walk.press(page, "Start set-up")
    key = page.get_by_role("group", name="setup key").inner_text()
    enrolled_away.secret = "".join(key.split())
    page.get_by_label("6-digit code").fill(enrolled_away.code())
    walk.press(page, "Replace")
    expect(page.get_by_text("Your new app is in place")).to_be_visible()
    page.get_by_label("I have saved these codes").check()
    walk.press(page, "Finish")
    walk.sign_out(page)
    enrolled_away.clock.next_step()
    walk.give_password(page, enrolled_away)
    new, enrolled_away.secret = enrolled_away.secret, old
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_text("That code is not right.")).to_be_visible()
    enrolled_away.secret = new
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_the_history_tells_what_happened_page_by_page(page: Page, ann: Person) -> None:
    for _ in range(24):
        ann.log_in()
    walk.sign_in(page, ann)
    page.get_by_role("link", name="Activity").click()
    sentences = page.get_by_role("main").get_by_role("listitem")
    expect(sentences).to_have_count(20)
    expect(sentences.first).to_contain_text("Signed in with password.")
    expect(sentences.first).to_contain_text("127.0.0.1")
    walk.press(page, "Show older")
    expect(page.get_by_text("The account was registered.")).to_be_visible()
    expect(page.get_by_role("button", name="Show older")).to_have_count(0)


def test_the_name_is_changed_with_the_keyboard_alone_and_escape_changes_nothing(
    page: Page, ann: Person
) -> None:
    walk.sign_in(page, ann)
    change = page.get_by_role("button", name="Change name")
    change.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("dialog").get_by_label("Name (optional)")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(change).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Ann Lee")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your name is changed.")).to_be_visible()
    expect(page.get_by_text("Ann Lee")).to_be_visible()


@pytest.mark.parametrize("size", [{"width": 390, "height": 844}, {"width": 1350, "height": 940}])
def test_nothing_moves_while_the_profile_loads(
    new_context: NewContext, enrolled_away: Person, size: dict[str, int]
) -> None:
    page = new_context(viewport=size).new_page()
    page.add_init_script(SHIFTS)
    walk.begin_inside(page, enrolled_away)
    assert page.evaluate("moved") < 0.1  # what Core Web Vitals call good
