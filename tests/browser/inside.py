"""Every state of the pages of somebody who is signed in, by the shortest way there."""

from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.outside import State
from tests.person import Person
from tests.policies import set_level


def profile(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    expect(page.get_by_text("10 of 10 left")).to_be_visible()


def turn_off_dialog(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Turn off")
    expect(page.get_by_role("dialog")).to_be_visible()


def sessions(page: Page, person: Person) -> None:
    person.other_browser().sign_in()
    walk.begin_inside(page, person)
    page.goto("/sessions")
    expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(2)


def step_up_dialog(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    person.clock.move(seconds=330)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("dialog", name="Confirm it is you")).to_be_visible()


def new_codes(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("list", name="Backup codes")).to_be_visible()


def scan(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, "bare@example.com").register()
    walk.begin_inside(page, bare)
    walk.open_set_up(page)


def confirm_refused(page: Page, person: Person) -> None:
    scan(page, person)
    page.get_by_label("6-digit code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("That code is not right.")).to_be_visible()


def must_enrol(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, "bare@example.com").register()
    set_level(person.app, "everyone")
    walk.give_password(page, bare)
    expect(page.get_by_text("Your account needs two-factor authentication.")).to_be_visible()


def must_enrol_without_passkeys(page: Page, person: Person) -> None:
    walk.without_passkeys(page)
    must_enrol(page, person)
    expect(page.get_by_role("button", name="Start set-up")).to_be_visible()


def circle(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    app = person.app.extensions["second_lock"].settings.public_url + "/wiki"
    for _ in range(6):
        page.goto(f"/continue?rd={quote(app, safe='')}")
        page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name="You keep coming back here")).to_be_visible()


def unreachable(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.route("**/api/**", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()


def trusted(page: Page, person: Person) -> None:
    walk.sign_in(page, person, remember=True)
    expect(page.get_by_text("This browser")).to_be_visible()


def name_dialog(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Change name")
    expect(page.get_by_role("dialog")).to_be_visible()


def email_dialog_refused(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Change email")
    page.get_by_role("dialog").get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("Enter an email address")).to_be_visible()


def password_dialog_refused(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Change password")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Current password").fill("wrong")
    dialog.get_by_label("New password").fill("apricot lantern window")
    dialog.get_by_role("button", name="Change password").click()
    expect(dialog.get_by_text("That password is not right.")).to_be_visible()


def close_dialog(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Close account")
    page.get_by_role("dialog").get_by_role("button", name="Close account").click()
    expect(page.get_by_text("Tick the box to go on.")).to_be_visible()


def replace(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.get_by_role("link", name="Replace").click()
    expect(page.get_by_role("button", name="Start set-up")).to_be_visible()


def activity(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.goto("/activity")
    expect(page.get_by_text("The account was registered.")).to_be_visible()


def password_after_doubt(page: Page, person: Person) -> None:
    person.other_browser().sign_in()
    person.clock.next_step()
    walk.begin_inside(page, person)
    page.goto("/activity?kind=sign-in")
    page.get_by_role("button", name="Not me").first.click()
    expect(page.get_by_text("Now choose a new password.")).to_be_visible()


def activity_failed(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.route("**/api/auth/events*", lambda route: route.abort())
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def confirm_email_other(page: Page, person: Person) -> None:
    other = Person(person.app, person.clock, "bob@example.com").register().sign_in()
    body = {"email": "new@example.com", "password": other.password}
    assert other.post("email/change", body).status_code == 202
    walk.begin_inside(page, person)
    walk.open_link(page, other, "confirm-email")
    walk.press(page, "Confirm your new email")
    expect(page.get_by_role("heading", name="Another account is signed in here")).to_be_visible()


def pending_email(page: Page, person: Person) -> None:
    person.sign_in()
    body = {"email": "new@example.com", "password": person.password}
    assert person.post("email/change", body).status_code == 202
    walk.begin_inside(page, person)
    expect(page.get_by_role("button", name="Cancel the change")).to_be_visible()


INSIDE: list[State] = [
    profile, turn_off_dialog, sessions, step_up_dialog, new_codes, scan, confirm_refused,
    must_enrol, must_enrol_without_passkeys, circle, unreachable, trusted, name_dialog,
    email_dialog_refused, password_dialog_refused, close_dialog, replace, activity, activity_failed,
    password_after_doubt, confirm_email_other, pending_email,
]  # fmt: skip
