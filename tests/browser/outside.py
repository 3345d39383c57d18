"""Every state of the pages that somebody sees who is not signed in, by the shortest way there."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

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
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def verify(page: Page, person: Person) -> None:
    check_mail(page, person)
    walk.open_link(page, person, "verify-email")
    expect(page.get_by_role("button", name="I did not register")).to_be_visible()


def verify_elsewhere(page: Page, person: Person) -> None:
    stranger = Person(person.app, person.clock, "new@example.com")
    stranger.post("register", {"email": stranger.email, "password": stranger.password})
    walk.open_link(page, stranger, "verify-email")
    walk.press(page, "Confirm my email")
    expect(page.get_by_label("New password")).to_be_focused()


def declined(page: Page, person: Person) -> None:
    verify(page, person)
    walk.press(page, "I did not register")
    expect(page.get_by_role("heading", name="The registration is dropped")).to_be_visible()


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
    expect(page.get_by_text("try again in").first).to_be_visible()


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
    page.goto("/confirm-email")
    expect(page.get_by_role("link", name="Go to my profile")).to_be_visible()


def confirm_email_sign_in(page: Page, person: Person) -> None:
    confirm_email(page, person)
    walk.press(page, "Confirm your new email")
    expect(page.get_by_text("Sign in to the account that gets the new")).to_be_visible()


def undo_email(page: Page, person: Person) -> None:
    page.goto("/undo-email#token=nothing")
    expect(page.get_by_role("button", name="Take my account back")).to_be_visible()


def undo_email_dead(page: Page, person: Person) -> None:
    undo_email(page, person)
    walk.press(page, "Take my account back")
    expect(page.get_by_text("Ask whoever runs this service.")).to_be_visible()


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


def login_towards(page: Page, person: Person) -> None:
    page.goto(f"/login?rd={page.request.head('/login').url.removesuffix('/login')}/wiki")
    expect(page.get_by_text("Sign in to go on to")).to_be_visible()


def signed_out(page: Page, person: Person) -> None:
    page.goto("/logout")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


OUTSIDE: list[State] = [
    register_refused, check_mail, login_refused, dead_link, verify, verify_elsewhere, declined,
    code_refused, backup_code, locked,
    not_found, forgot, forgot_sent, reset, reset_dead, confirm_email, confirm_email_dead,
    confirm_email_sign_in, undo_email, undo_email_dead, lost, expired, spent,
    login_towards, signed_out,
]  # fmt: skip
