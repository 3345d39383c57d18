"""Promise: someone who has never seen the product registers, scans, saves and signs in, unaided."""

from pathlib import Path

from playwright.sync_api import Dialog, Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person


def test_the_whole_journey_with_the_mouse(page: Page, person: Person, tmp_path: Path) -> None:
    walk.register(page, person)
    walk.follow_link(page, person)
    assert "token" not in page.url
    walk.give_password(page, person)
    walk.turn_on(page)
    person.secret = walk.scan(page, tmp_path)
    page.get_by_label("6-digit code").fill(f"{person.code()[:3]} {person.code()[3:]}")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Save your backup codes")).to_be_visible()
    person.backup_codes = page.get_by_role("list", name="Backup codes").inner_text().split()
    assert len(person.backup_codes) == 10
    walk.save_codes(page)
    expect(page.get_by_text("10 of 10 left")).to_be_visible()

    person.clock.next_step()
    walk.press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    walk.sign_in(page, person)
    page.get_by_role("link", name="Sessions").click()
    expect(page.get_by_text("password and authenticator app")).to_be_visible()


def test_the_sign_in_with_the_keyboard_alone(page: Page, enrolled_away: Person) -> None:
    page.goto("/login")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(enrolled_away.email)
    page.keyboard.press("Tab")
    page.keyboard.type(enrolled_away.password)
    page.keyboard.press("Enter")
    expect(page.get_by_label("6-digit code")).to_be_focused()
    page.keyboard.type(enrolled_away.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Profile")).to_be_focused()


def test_the_set_up_with_the_keyboard_alone(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    walk.tab_to(page, "Turn on")
    page.keyboard.press("Enter")
    walk.tab_to(page, "Use an authenticator app")
    page.keyboard.press("Enter")
    ann.secret = walk.setup_key(page)
    walk.tab_to(page, "6-digit code")
    page.keyboard.type(ann.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Save your backup codes")).to_be_visible()
    walk.tab_to(page, "I have saved these codes somewhere safe")
    page.keyboard.press("Space")
    walk.tab_to(page, "Finish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Profile")).to_be_focused()


def test_the_codes_page_lets_nobody_go_before_the_codes_are_saved(
    new_context: NewContext, ann: Person, tmp_path: Path
) -> None:
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    walk.sign_in(page, ann)
    walk.open_set_up(page)
    ann.secret = walk.scan(page, tmp_path)
    page.get_by_label("6-digit code").fill(ann.code())
    page.get_by_role("button", name="Turn on").click()
    codes = page.get_by_role("list", name="Backup codes").inner_text().split()

    walk.press(page, "Finish")
    expect(page.get_by_text("Save the codes first")).to_be_visible()
    walk.press(page, "Copy all")
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").split() == codes
    with page.expect_download() as download:
        walk.press(page, "Download")
    text = download.value.path().read_text()
    assert [line for line in text.splitlines() if line in codes] == codes
    asked: list[str] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.reload()
    assert asked == ["beforeunload"]
    expect(page.get_by_text(codes[0])).to_have_count(0)
