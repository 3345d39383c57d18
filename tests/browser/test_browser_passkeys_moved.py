"""Promise: a passkey of a former host is listed, never offered, and in nobody's way (P11)."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.passkeys import Device, device_with, keyed_away, rows_of, see
from tests.person import Person
from tests.rows import execute

_MOVED = "UPDATE passkeys SET rp_id = 'old.example'"


@pytest.fixture
def moved(ann: Person) -> Person:
    """An account whose one passkey was made before its service moved."""
    keyed_away(ann)
    execute(ann.app, _MOVED)
    return ann


def _use_backup_code(page: Page, person: Person) -> None:
    walk.give_password(page, person)
    walk.give_code(page, person.backup_codes.pop(), label="Backup code")
    see(page, "Profile")


def test_p11_a_sign_in_asks_for_what_works_at_this_host(page: Page, moved: Person) -> None:
    Device(page)
    walk.give_password(page, moved)
    expect(page.get_by_text("Enter one of your backup codes")).to_be_visible()
    expect(page.get_by_role("button", name="Use your passkey")).to_have_count(0)


def test_p11_it_is_listed_as_made_for_the_former_host(page: Page, moved: Person) -> None:
    Device(page)
    _use_backup_code(page, moved)
    row = rows_of(page).filter(has_text="Made for old.example")
    expect(row).to_contain_text("It cannot be used at this address.")


def test_p11_a_new_one_is_added_on_the_same_device_and_the_former_stays(
    page: Page, moved: Person
) -> None:
    device = Device(page)
    _use_backup_code(page, moved)
    walk.press(page, "Add a passkey")
    page.get_by_label("Name (optional)").fill("New here")
    walk.press(page, "Go on")
    expect(page.get_by_text("New here is added.")).to_be_visible()
    expect(rows_of(page).filter(has_text="Made for old.example")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/login")  # the device picks the suggestion itself
    see(page, "Profile")
    assert len(device.keys()) == 1


def test_p11_it_is_removed_only_by_its_owner_and_then_gone(page: Page, moved: Person) -> None:
    Device(page)
    _use_backup_code(page, moved)
    walk.press(page, "Remove Passkey")
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()


def test_p11_beside_one_that_works_only_that_one_is_offered(page: Page, moved: Person) -> None:
    _use_backup_code(page, moved)
    device = Device(page)
    walk.press(page, "Add a passkey")
    walk.press(page, "Go on")
    expect(rows_of(page)).to_have_count(3)  # with the codes
    page.context.clear_cookies()
    device.touched(False)
    walk.give_password(page, moved)
    with page.expect_response("**/api/auth/2fa/passkey/options") as answer:
        walk.press(page, "Use your passkey")
    allowed = answer.value.json()["publicKey"]["allowCredentials"]
    assert len(allowed) == 1


def test_p12_the_browser_keeps_what_it_has_of_another_account(
    page: Page, ann: Person, bob: Person
) -> None:
    device = device_with(page, keyed_away(ann))
    for key in keyed_away(bob).keys.values():
        device.take(key)
    device.touched(False)
    walk.give_password(page, ann)
    device.touched(True)
    walk.press(page, "Use your passkey")
    see(page, "Profile")
    device.touched(False)
    walk.press(page, "Remove Passkey")
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()
    assert len(device.keys()) == 1
