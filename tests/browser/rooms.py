"""Every state of the other pages of administrators, by the shortest way there."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.administering import administer, colleague, locked_out, press_in_dialog
from tests.browser.outside import State
from tests.person import Person
from tests.policies import set_level

# An origin that the cookies of the tests reach.
WIKI = "http://localhost:9999"


def invitations(page: Page, person: Person) -> None:
    administer(page, person, "/admin/invitations")
    walk.press(page, "Invite by mail")
    page.get_by_role("dialog").get_by_label("Email").fill("new@example.com")
    press_in_dialog(page, "Mail the invitation")
    expect(page.get_by_text("on its way to new@example.com")).to_be_visible()


def link_shown(page: Page, person: Person) -> None:
    administer(page, person, "/admin/invitations")
    walk.press(page, "Make a link")
    press_in_dialog(page, "Make the link")
    expect(page.get_by_text("It is shown this once.")).to_be_visible()


def group(page: Page, person: Person) -> None:
    who = colleague(person)
    administer(page, person, "/admin/groups")
    walk.press(page, "New group")
    page.get_by_role("dialog").get_by_label("Name").fill("editors")
    press_in_dialog(page, "Make the group")
    walk.press(page, "Add somebody")
    page.get_by_role("dialog").get_by_label("Whom?").fill("bea")
    page.get_by_role("dialog").get_by_role("button", name=who.email).click()
    page.get_by_label("Reason").fill("Writes with us")
    press_in_dialog(page, "Add")
    expect(page.get_by_role("list", name="Members").get_by_text(who.email)).to_be_visible()


def groups(page: Page, person: Person) -> None:
    group(page, person)
    page.get_by_role("link", name="Groups").click()
    expect(page.get_by_text("1 member", exact=True)).to_be_visible()


def app_refused(page: Page, person: Person) -> None:
    administer(page, person, "/admin/apps")
    walk.press(page, "Add an app")
    press_in_dialog(page, "Add the app")
    expect(page.get_by_text("Enter a name.")).to_be_visible()


def apps(page: Page, person: Person) -> None:
    app_refused(page, person)
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Wiki")
    dialog.get_by_label("Address").fill(WIKI)
    press_in_dialog(page, "Add the app")
    expect(page.get_by_text("Wiki is listed.")).to_be_visible()


def policy(page: Page, person: Person) -> None:
    colleague(person)
    set_level(person.app, "two_factor", grace=14)
    administer(page, person, "/admin/policy")
    expect(page.get_by_role("table").get_by_text("Has time")).to_be_visible()


def policy_dialog(page: Page, person: Person) -> None:
    administer(page, person, "/admin/policy")
    walk.press(page, "Set a policy")
    expect(page.get_by_role("dialog")).to_be_visible()


def history(page: Page, person: Person) -> None:
    locked_out(person)
    administer(page, person, "/admin/history")
    page.get_by_role("list", name="History").get_by_role("button").first.click()
    expect(page.get_by_text("Exact time")).to_be_visible()


def nothing_happened(page: Page, person: Person) -> None:
    administer(page, person, "/admin/history?type=passkey.counter")
    expect(page.get_by_text("Nothing like that happened.")).to_be_visible()


def history_checked(page: Page, person: Person) -> None:
    administer(page, person, "/admin/history")
    walk.press(page, "Check it")
    expect(page.get_by_text("It is whole:")).to_be_visible()


def health(page: Page, person: Person) -> None:
    administer(page, person, "/admin/health")
    expect(page.get_by_text("What the doctor finds.")).to_be_visible()


ROOMS: list[State] = [
    invitations, link_shown, group, groups, app_refused, apps, policy, policy_dialog, history,
    nothing_happened, history_checked, health,
]  # fmt: skip
