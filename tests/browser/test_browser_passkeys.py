"""Promise: a passkey is registered, signs in, steps up, is lost and removed, by pressing alone."""

from playwright.sync_api import Locator, Page, expect

from tests.browser import walk
from tests.browser.passkeys import (
    Device,
    device_with,
    keyed_away,
    rows_of,
    see,
    without_suggestions,
)
from tests.person import Person


def _row(page: Page, name: str) -> Locator:
    return rows_of(page).filter(has=page.get_by_text(name, exact=True))


def _add(page: Page, name: str) -> None:
    walk.press(page, "Add a passkey")
    page.get_by_label("Name (optional)").fill(name)
    walk.press(page, "Go on")


def _remove(page: Page, name: str) -> None:
    walk.press(page, f"Remove {name}")
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()


def _sign_in_by_button(page: Page) -> None:
    without_suggestions(page)
    page.goto("/login")
    walk.press(page, "Sign in with a passkey")
    see(page, "Profile")


def test_p10_the_first_passkey_says_what_it_changes_and_brings_ten_codes_to_save(
    page: Page, ann: Person
) -> None:
    device = Device(page)
    walk.sign_in(page, ann)
    page.get_by_role("link", name="Turn on").click()
    expect(page.get_by_text("A password alone will no longer be enough.")).to_be_visible()
    walk.press(page, "Set up a passkey")
    see(page, "Save your backup codes")
    codes = page.get_by_role("list", name="Backup codes").get_by_role("listitem")
    assert len(set(codes.all_inner_texts())) == 10
    walk.press(page, "Finish")
    expect(page.get_by_text("Save the codes first, then tick the box.")).to_be_visible()
    page.get_by_label("I have saved these codes").check()
    walk.press(page, "Finish")
    expect(_row(page, "Passkey")).to_contain_text("on this device only")
    expect(page.get_by_text("10 of 10 left")).to_be_visible()
    assert len(device.keys()) == 1


def test_p01_a_passkey_signs_in_with_nothing_typed_by_the_button(page: Page, ann: Person) -> None:
    device_with(page, keyed_away(ann))
    _sign_in_by_button(page)
    expect(_row(page, "Passkey")).to_contain_text("synced")
    expect(_row(page, "Passkey")).to_contain_text("last used")


def test_p01_a_passkey_among_the_suggestions_signs_in_with_nothing_pressed(
    page: Page, ann: Person
) -> None:
    device_with(page, keyed_away(ann))
    page.goto("/login")  # the device picks the suggestion itself
    see(page, "Profile")


def test_p01_a_device_that_cannot_tell_its_user_signs_nobody_in_alone(
    page: Page, ann: Person
) -> None:
    device = device_with(page, keyed_away(ann), hasUserVerification=False, isUserVerified=False)
    page.goto("/login")
    see(page, "Sign in")
    walk.press(page, "Sign in with a passkey")
    expect(page.get_by_text("No passkey was used, and nothing has changed.")).to_be_visible()
    walk.give_password(page, ann)
    assert device.keys()
    walk.press(page, "Use your passkey")  # after the password a touch is enough
    see(page, "Profile")


def test_p14_a_passkey_finishes_a_sign_in_and_the_session_says_so(page: Page, ann: Person) -> None:
    device = device_with(page, keyed_away(ann))
    device.touched(False)
    walk.give_password(page, ann)
    see(page, "Use your passkey")
    device.touched(True)
    walk.press(page, "Use your passkey")
    see(page, "Profile")
    page.get_by_role("link", name="Sessions").click()
    session = page.get_by_role("list", name="Sessions").get_by_role("listitem")
    expect(session).to_contain_text("password and passkey")


def test_p07_a_passkey_steps_up_and_the_act_goes_on(page: Page, ann: Person) -> None:
    device_with(page, keyed_away(ann))
    page.goto("/login")
    see(page, "Profile")
    ann.clock.move(seconds=330)
    _add(page, "Key in the drawer")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_role("button", name="Use your passkey").click()
    # The act that was asked for goes on, and meets the device that has a passkey already.
    expect(page.get_by_text("This device already has a passkey for your account.")).to_be_visible()


def test_p07_a_second_passkey_on_the_same_device_is_refused_and_nothing_is_replaced(
    page: Page, ann: Person
) -> None:
    device = device_with(page, keyed_away(ann))
    page.goto("/login")
    see(page, "Profile")
    before = device.keys()
    _add(page, "Again")
    expect(page.get_by_text("This device already has a passkey for your account.")).to_be_visible()
    walk.press(page, "Cancel")
    assert device.keys() == before
    expect(rows_of(page)).to_have_count(2)  # with the codes


def test_p10_a_lost_passkey_is_replaced_by_a_second_one_and_removed(
    page: Page, ann: Person
) -> None:
    lost = device_with(page, keyed_away(ann))
    page.goto("/login")
    see(page, "Profile")
    lost.touched(False)
    key = Device(page, transport="usb")
    _add(page, "Key in the drawer")
    expect(page.get_by_text("Key in the drawer is added.")).to_be_visible()
    key.touched(False)
    walk.sign_out(page)

    lost.lose()
    key.touched(True)
    _sign_in_by_button(page)
    _remove(page, "Passkey")
    expect(page.get_by_text("Passkey is removed.")).to_be_visible()
    expect(rows_of(page)).to_have_count(2)
    expect(page.get_by_text("10 of 10 left")).to_be_visible()


def test_p10_the_last_passkey_takes_the_second_lock_with_it(page: Page, ann: Person) -> None:
    device = device_with(page, keyed_away(ann))
    page.goto("/login")
    see(page, "Profile")
    device.touched(False)
    walk.press(page, "Remove Passkey")
    expect(page.get_by_text("It is your last second factor")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()
    walk.sign_out(page)
    walk.sign_in(page, ann)  # by the password alone


def test_p12_a_removed_passkey_is_forgotten_by_the_browser(page: Page, ann: Person) -> None:
    device = device_with(page, keyed_away(ann))
    page.goto("/login")
    see(page, "Profile")
    assert device.keys()
    device.touched(False)
    _remove(page, "Passkey")
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()
    assert device.keys() == []


def test_a_passkey_gets_another_name(page: Page, ann: Person) -> None:
    device_with(page, keyed_away(ann))
    page.goto("/login")
    walk.press(page, "Rename Passkey")
    page.get_by_label("Name", exact=True).fill("Phone")
    walk.press(page, "Save")
    expect(page.get_by_text("The new name is saved.")).to_be_visible()
    expect(_row(page, "Phone")).to_contain_text("Passkey")


def test_without_the_passkey_a_backup_code_is_one_press_away(page: Page, ann: Person) -> None:
    made = keyed_away(ann)
    device_with(page, made).lose()
    walk.give_password(page, ann)
    walk.press(page, "Use your passkey")
    expect(page.get_by_text("No passkey was used, and nothing has changed.")).to_be_visible()
    walk.press(page, "Use a backup code")
    walk.give_code(page, ann.backup_codes[0], label="Backup code")
    see(page, "Profile")
    expect(page.get_by_text("9 of 10 left")).to_be_visible()
