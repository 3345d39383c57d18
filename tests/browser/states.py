"""Every state of every page that somebody can come to, by the shortest way there."""

from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

from app.policy.service import set_policy
from tests.browser import walk
from tests.person import Person

State = Callable[[Page, Person], None]


def register_refused(page: Page, person: Person) -> None:
    page.goto("/register")
    page.get_by_label("Email").fill("ann@example.com")
    page.get_by_label("Password", exact=True).fill("short")
    walk.press(page, "Create account")
    expect(page.get_by_text("12 characters or more")).to_be_visible()


def check_mail(page: Page, person: Person) -> None:
    stranger = Person(person.app, person.clock, "new@example.com")
    walk.register(page, stranger)


def login_refused(page: Page, person: Person) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill("wrong")
    walk.press(page, "Sign in")
    expect(page.get_by_text("Email or password is not right.")).to_be_visible()


def dead_link(page: Page, person: Person) -> None:
    page.goto("/verify-email#token=nothing")
    walk.press(page, "Confirm my email")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def code_refused(page: Page, person: Person) -> None:
    walk.give_password(page, person)
    walk.give_code(page, person.wrong_code())
    expect(page.get_by_text("4 attempts left.")).to_be_visible()


def backup_code(page: Page, person: Person) -> None:
    walk.give_password(page, person)
    walk.press(page, "Use a backup code")
    expect(page.get_by_label("Backup code")).to_be_visible()


def locked(page: Page, person: Person) -> None:
    person.post("login", {"email": person.email, "password": person.password})
    for _ in range(5):
        person.verify(person.wrong_code())
    walk.give_password(page, person)
    expect(page.get_by_text("try again in")).to_be_visible()


def profile(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    expect(page.get_by_text("10 of 10 left")).to_be_visible()


def turn_off_dialog(page: Page, person: Person) -> None:
    profile(page, person)
    walk.press(page, "Turn off")
    expect(page.get_by_role("dialog")).to_be_visible()


def sessions(page: Page, person: Person) -> None:
    person.other_browser().sign_in()
    walk.sign_in(page, person)
    page.goto("/sessions")
    expect(page.get_by_role("list", name="Sessions").get_by_role("listitem")).to_have_count(2)


def step_up_dialog(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    person.clock.move(seconds=330)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("dialog", name="Confirm it is you")).to_be_visible()


def new_codes(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("list", name="Backup codes")).to_be_visible()


def scan(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, "bare@example.com").register()
    walk.sign_in(page, bare)
    page.goto("/profile/two-factor")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


def confirm_refused(page: Page, person: Person) -> None:
    scan(page, person)
    walk.press(page, "Next: confirm")
    page.get_by_label("6-digit code").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("That code is not right.")).to_be_visible()


def must_enrol(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, "bare@example.com").register()
    with person.app.app_context():
        set_policy("everyone", person.clock.now())
    walk.give_password(page, bare)
    expect(page.get_by_role("button", name="Start set-up")).to_be_visible()


def not_found(page: Page, person: Person) -> None:
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def forgot(page: Page, person: Person) -> None:
    page.goto("/forgot-password")
    walk.press(page, "Send the link")
    expect(page.get_by_text("Enter the address of the account.")).to_be_visible()


def forgot_sent(page: Page, person: Person) -> None:
    page.goto("/forgot-password")
    page.get_by_label("Email").fill(person.email)
    walk.press(page, "Send the link")
    walk.press(page, "Send the mail again")
    expect(page.get_by_text("Sent. If no mail comes")).to_be_visible()


def reset(page: Page, person: Person) -> None:
    page.goto("/reset-password#token=nothing")
    page.get_by_label("New password").fill("apricot lantern window")
    expect(page.get_by_text("Strong.").first).to_be_visible()


def reset_dead(page: Page, person: Person) -> None:
    reset(page, person)
    walk.press(page, "Set new password")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def confirm_email(page: Page, person: Person) -> None:
    page.goto("/confirm-email#token=nothing")
    expect(page.get_by_role("button", name="Confirm your new email")).to_be_visible()


def confirm_email_dead(page: Page, person: Person) -> None:
    confirm_email(page, person)
    walk.press(page, "Confirm your new email")
    expect(page.get_by_role("link", name="Go to my profile")).to_be_visible()


def undo_email(page: Page, person: Person) -> None:
    page.goto("/undo-email#token=nothing")
    expect(page.get_by_role("button", name="Take my account back")).to_be_visible()


def undo_email_dead(page: Page, person: Person) -> None:
    undo_email(page, person)
    walk.press(page, "Take my account back")
    expect(page.get_by_text("Ask whoever runs this service.")).to_be_visible()


def circle(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    app = person.app.extensions["second_lock"].settings.public_url + "/wiki"
    for _ in range(6):
        page.goto(f"/continue?rd={quote(app, safe='')}")
        page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name="You keep coming back here")).to_be_visible()


def lost(page: Page, person: Person) -> None:
    page.goto("/lost")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def expired(page: Page, person: Person) -> None:
    page.goto("/login?expired=1")
    expect(page.get_by_text("Your sign-in timed out.")).to_be_visible()


def spent(page: Page, person: Person) -> None:
    walk.give_password(page, person)
    for left in (4, 3, 2, 1):
        walk.give_code(page, person.wrong_code())
        expect(page.get_by_text(f"{left} attempt")).to_be_visible()
    walk.give_code(page, person.wrong_code())
    expect(page.get_by_role("heading", name="Too many wrong codes")).to_be_visible()


def unreachable(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
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
    walk.sign_in(page, person)
    page.get_by_role("link", name="Replace").click()
    expect(page.get_by_role("button", name="Start set-up")).to_be_visible()


def activity(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    page.goto("/activity")
    expect(page.get_by_text("The account was registered.")).to_be_visible()


def activity_failed(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    page.route("**/api/auth/events*", lambda route: route.abort())
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


STATES: list[State] = [
    register_refused, check_mail, login_refused, dead_link, code_refused, backup_code, locked,
    profile, turn_off_dialog, sessions, step_up_dialog, new_codes, scan, confirm_refused,
    must_enrol, not_found, forgot, forgot_sent, reset, reset_dead, confirm_email,
    confirm_email_dead, lost, expired, spent, unreachable, trusted, name_dialog,
    email_dialog_refused, password_dialog_refused, close_dialog, replace, activity,
    activity_failed, undo_email, undo_email_dead, circle,
]  # fmt: skip
