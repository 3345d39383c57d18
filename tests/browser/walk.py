"""What a person does on the pages, by the names that he sees."""

import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.person import Person, link_token, mails


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def register(page: Page, person: Person) -> None:
    page.goto("/register")
    page.get_by_label("Name (optional)").fill("Ann")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    press(page, "Create account")
    expect(page.get_by_text(person.email)).to_be_visible()


def follow_link(page: Page, person: Person) -> None:
    token = link_token(mails(person.app, person.clock.now())[-1])
    page.goto(f"/verify-email#token={token}")
    press(page, "Confirm my email")
    expect(page.get_by_role("heading", name="Your email is confirmed")).to_be_visible()


def give_password(page: Page, person: Person) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    press(page, "Sign in")


def give_code(page: Page, code: str, *, label: str = "6-digit code") -> None:
    page.get_by_label(label).fill(code)
    press(page, "Verify")


def sign_in(page: Page, person: Person) -> None:
    give_password(page, person)
    if person.secret:
        give_code(page, person.code())
        person.clock.next_step()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def scan(page: Page, folder: Path) -> str:
    """Read the secret out of the QR code as a phone does: from the pixels on the screen."""
    shot = folder / "qr.png"
    page.get_by_role("img", name="QR code").screenshot(path=shot)
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", shot], capture_output=True, text=True, check=True
    )
    return read.stdout.split("secret=")[1].split("&")[0]
