"""Every state of the pages that passkeys and several apps bring, by the shortest way there."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.outside import State
from tests.browser.passkeys import Device, device_with, keyed_away, see, without_suggestions
from tests.factors import keys
from tests.person import Person
from tests.rows import execute

_FORMER = "UPDATE passkeys SET rp_id = 'accounts.a-rather-long-name.example'"
UNUSED = "No passkey was used, and nothing has changed."


def _bare(person: Person) -> Person:
    return Person(person.app, person.clock, "bare@example.com").register()


def choose_factor(page: Page, person: Person) -> None:
    walk.begin_inside(page, _bare(person))
    page.goto("/profile/two-factor")
    expect(page.get_by_role("button", name="Set up a passkey")).to_be_visible()


def choose_factor_unused(page: Page, person: Person) -> None:
    Device(page, isUserVerified=False)
    choose_factor(page, person)
    walk.press(page, "Set up a passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()


def passkey_login_unused(page: Page, person: Person) -> None:
    without_suggestions(page)
    Device(page)
    page.goto("/login")
    walk.press(page, "Sign in with a passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()


def passkey_login_refused(page: Page, person: Person) -> None:
    without_suggestions(page)
    device_with(page, keyed_away(person.sign_in()))
    execute(person.app, "DELETE FROM passkeys")
    page.goto("/login")
    walk.press(page, "Sign in with a passkey")
    expect(page.get_by_text("That passkey was not accepted.")).to_be_visible()


def passkey_step(page: Page, person: Person) -> None:
    keyed_away(person.sign_in())
    Device(page)
    walk.give_password(page, person)
    walk.press(page, "Use your passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()


def passkey_step_turned_to_a_code(page: Page, person: Person) -> None:
    passkey_step(page, person)
    walk.press(page, "Use a code instead")
    expect(page.get_by_label("6-digit code")).to_be_visible()


def factors_of_every_kind(page: Page, person: Person) -> None:
    """See a passkey with a name as long as one may be, one of a former host, and an app."""
    keyed_away(person.sign_in())
    execute(person.app, _FORMER)
    keys.add_key(person.sign_in(), name="W" * 40)
    walk.give_password(page, person)
    walk.press(page, "Use a code instead")
    walk.give_code(page, person.code())
    expect(page.get_by_text("Made for accounts.")).to_be_visible()


def passkey_dialog_known(page: Page, person: Person) -> None:
    device_with(page, keyed_away(person.sign_in()))
    page.goto("/login")
    walk.press(page, "Add a passkey")
    walk.press(page, "Go on")
    expect(page.get_by_text("This device already has a passkey")).to_be_visible()


def passkey_dialog_unused(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    Device(page, isUserVerified=False)
    walk.press(page, "Add a passkey")
    walk.press(page, "Go on")
    expect(page.get_by_text(UNUSED)).to_be_visible()


def rename_refused(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    walk.press(page, "Rename Authenticator app")
    page.get_by_label("Name", exact=True).fill("")
    walk.press(page, "Save")
    expect(page.get_by_text("Enter a name.")).to_be_visible()


def remove_last(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    walk.press(page, "Remove Authenticator app")
    expect(page.get_by_text("It is your last second factor")).to_be_visible()


def passkey_step_up(page: Page, person: Person) -> None:
    device = device_with(page, keyed_away(person.sign_in()))
    page.goto("/login")
    see(page, "Profile")
    person.clock.move(seconds=330)
    device.verifies(False)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    walk.press(page, "Use your passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()


def further_app(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.get_by_role("link", name="Add an authenticator app").click()
    page.get_by_label("Name of the new app").fill("")
    walk.press(page, "Start set-up")
    expect(page.get_by_text("Enter a name.")).to_be_visible()


def further_app_scanned(page: Page, person: Person) -> None:
    further_app(page, person)
    page.get_by_label("Name of the new app").fill("Second phone")
    walk.press(page, "Start set-up")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


KEYED: list[State] = [
    choose_factor, choose_factor_unused, passkey_login_unused, passkey_login_refused, passkey_step,
    passkey_step_turned_to_a_code, factors_of_every_kind,
    passkey_dialog_known, passkey_dialog_unused, rename_refused, remove_last, passkey_step_up,
    further_app, further_app_scanned,
]  # fmt: skip
