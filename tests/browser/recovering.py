"""Every state of the pages by which an account is recovered, by the shortest way there."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.asked import time_of
from tests.browser.outside import State
from tests.person import Person
from tests.recovery.story import begun, wait

BEGUN = "Begun. From"


def lose_everything(page: Page, person: Person) -> None:
    """Give the password and say that phone and codes are lost."""
    time_of(page, person)
    walk.give_password(page, person)
    page.get_by_role("link", name="Lost your phone and your codes?").click()
    expect(page.get_by_role("button", name="Begin the recovery")).to_be_visible()


def recovery_begun(page: Page, person: Person) -> None:
    lose_everything(page, person)
    walk.press(page, "Begin the recovery")
    expect(page.get_by_text(BEGUN)).to_be_visible()


def stop_recovery(page: Page, person: Person) -> None:
    begun(person)
    walk.open_link(page, person, "stop-recovery")
    expect(page.get_by_role("button", name="Stop the recovery")).to_be_visible()


def recovery_stopped(page: Page, person: Person) -> None:
    stop_recovery(page, person)
    walk.press(page, "Stop the recovery")
    expect(page.get_by_role("heading", name="No recovery waits any more")).to_be_visible()


def stop_recovery_dead(page: Page, person: Person) -> None:
    page.goto("/stop-recovery#token=nothing")
    walk.press(page, "Stop the recovery")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def finish_recovery(page: Page, person: Person) -> None:
    begun(person)
    wait(person)
    walk.open_link(page, person, "finish-recovery")
    expect(page.get_by_role("button", name="Finish the recovery")).to_be_visible()


def finish_recovery_refused(page: Page, person: Person) -> None:
    finish_recovery(page, person)
    page.get_by_label("Password", exact=True).fill("wrong horse battery")
    walk.press(page, "Finish the recovery")
    expect(page.get_by_text("4 attempts left.")).to_be_visible()


def finish_recovery_dead(page: Page, person: Person) -> None:
    page.goto("/finish-recovery")
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def recovery_banner(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    begun(person)
    time_of(page, person)
    page.goto("/activity")
    expect(page.get_by_text("It can be finished from")).to_be_visible()


def recovery_address(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    walk.press(page, "Change the recovery address")
    expect(page.get_by_role("dialog").get_by_label("Recovery address")).to_be_focused()


def recovery_address_waits(page: Page, person: Person) -> None:
    recovery_address(page, person)
    page.get_by_role("dialog").get_by_label("Recovery address").fill("second@example.com")
    walk.press(page, "Send the link")
    expect(page.get_by_text("waits for the link")).to_be_visible()


def confirm_recovery_address(page: Page, person: Person) -> None:
    recovery_address_waits(page, person)
    walk.open_link(page, person, "confirm-recovery-address")
    expect(page.get_by_role("button", name="Confirm the recovery address")).to_be_visible()


def recovery_address_confirmed(page: Page, person: Person) -> None:
    confirm_recovery_address(page, person)
    walk.press(page, "Confirm the recovery address")
    expect(page.get_by_role("heading", name="Your recovery address is confirmed")).to_be_visible()


RECOVERING: list[State] = [
    lose_everything, recovery_begun, stop_recovery, recovery_stopped, stop_recovery_dead,
    finish_recovery, finish_recovery_refused, finish_recovery_dead, recovery_banner,
    recovery_address, recovery_address_waits, confirm_recovery_address, recovery_address_confirmed,
]  # fmt: skip
