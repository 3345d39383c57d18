"""Every state of the pages that a policy brings, by the shortest way there."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.outside import State
from tests.browser.passkeys import keyed_away, see
from tests.person import Person
from tests.policies import set_level

PASSKEY = "phishing_resistant"
BANNER = "Your account needs a"


def time_of(page: Page, person: Person) -> None:
    """Let the browser of a page and the server agree on the time, as a test has moved it."""
    page.clock.set_fixed_time(person.clock.now())


def banner_calm(page: Page, person: Person) -> None:
    """See the word above a page whose owner has no second factor and nine days."""
    time_of(page, person)
    bare = Person(person.app, person.clock, "bare@example.com").register()
    set_level(person.app, "two_factor", grace=9)
    walk.begin_inside(page, bare)
    expect(page.get_by_text("9 days left.")).to_be_visible()


def banner_last_days(page: Page, person: Person) -> None:
    """See the word above a page whose owner has an app, needs a passkey and has two days."""
    set_level(person.app, PASSKEY, grace=2)
    walk.begin_inside(page, person)
    time_of(page, person)
    page.goto("/activity")
    expect(page.get_by_text("47 hours left.")).to_be_visible()


def set_up_with_time(page: Page, person: Person) -> None:
    banner_last_days(page, person)
    page.get_by_role("link", name="Set it up").click()
    expect(page.get_by_text("Until then everything works as before.")).to_be_visible()


def turn_off_with_time(page: Page, person: Person) -> None:
    set_level(person.app, PASSKEY, grace=9)
    walk.begin_inside(page, person)
    walk.press(page, "Turn off")
    expect(page.get_by_role("dialog").get_by_text(BANNER)).to_be_visible()


def passkey_enrolment(page: Page, person: Person) -> None:
    """Be led from the code of an app to the passkey that the policy asks for."""
    set_level(person.app, PASSKEY)
    walk.give_password(page, person)
    walk.give_code(page, person.code())
    see(page, "A passkey for your account")


def passkey_enrolment_without_passkeys(page: Page, person: Person) -> None:
    _name_support(person)
    walk.without_passkeys(page)
    passkey_enrolment(page, person)
    expect(page.get_by_text("this browser cannot keep one here")).to_be_visible()


def passkey_only_step(page: Page, person: Person) -> None:
    keyed_away(person.sign_in())
    set_level(person.app, PASSKEY)
    walk.give_password(page, person)
    expect(page.get_by_text("Only a passkey finishes this sign-in.")).to_be_visible()


def passkey_only_step_without_passkeys(page: Page, person: Person) -> None:
    keyed_away(person.sign_in())
    _name_support(person)
    set_level(person.app, PASSKEY)
    walk.without_passkeys(page)
    walk.give_password(page, person)
    expect(page.get_by_role("link", name="help@example.com")).to_be_visible()


def code_no_longer_taken(page: Page, person: Person) -> None:
    keyed_away(person.sign_in())
    walk.give_password(page, person)
    walk.press(page, "Use a code instead")
    set_level(person.app, PASSKEY)
    walk.give_code(page, person.code())
    expect(page.get_by_text("A code is not enough here.")).to_be_visible()


def passkey_lost(page: Page, person: Person) -> None:
    passkey_only_step(page, person)
    page.get_by_role("link", name="Lost your passkey?").click()
    see(page, "Use another passkey")


def _name_support(person: Person) -> None:
    runtime = person.app.extensions["second_lock"]
    runtime.settings = replace(runtime.settings, support="help@example.com")


ASKED: list[State] = [
    banner_calm, banner_last_days, set_up_with_time, turn_off_with_time, passkey_enrolment,
    passkey_enrolment_without_passkeys, passkey_only_step, passkey_only_step_without_passkeys,
    code_no_longer_taken, passkey_lost,
]  # fmt: skip
