"""What a person does on the pages, by the names that he sees."""

import re
import subprocess
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.before import COOKIES, done_before
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


def open_link(page: Page, person: Person, name: str) -> None:
    """Open the link of the newest mail that leads to a page."""
    for mail in reversed(mails(person.app, person.clock.now())):
        if found := re.search(rf"/{name}#token=(\S+)", _plain(mail)):
            # A fragment alone is no navigation: the page is left first, as a mail program does.
            page.goto("about:blank")
            page.goto(f"/{name}#token={found[1]}")
            return
    raise AssertionError(f"no mail leads to {name}")


def _plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body, "a mail without plain text"
    return str(body.get_content())


def give_password(page: Page, person: Person) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    press(page, "Sign in")


def give_code(page: Page, code: str, *, label: str = "6-digit code") -> None:
    page.get_by_label(label).fill(code)
    press(page, "Verify")


def sign_in(page: Page, person: Person, *, remember: bool = False) -> None:
    give_password(page, person)
    if person.secret:
        if remember:
            page.get_by_label("Don’t ask again on this browser").check()
        give_code(page, person.code())
        person.clock.next_step()
    see_profile(page)


def begin_inside(page: Page, person: Person) -> None:
    """Stand on the profile, signed in, where a test is not about the pages of the login."""
    done_before(person, Person.sign_in)
    found = {name: person.cookie(name) for name in COOKIES}
    here = person.app.extensions["second_lock"].settings.public_url
    page.context.add_cookies(
        [{"name": name, "value": value, "url": here} for name, value in found.items() if value]
    )
    page.goto("/profile")
    see_profile(page)


def see_profile(page: Page) -> None:
    """Wait for the whole page: what comes late moves what is pressed."""
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page.locator(".loading")).to_have_count(0)


def choose_app(page: Page) -> None:
    """Choose an authenticator app where a passkey is offered, too."""
    press(page, "Use an authenticator app")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


def open_set_up(page: Page) -> None:
    """Open the set-up of an authenticator app as the first second factor."""
    page.goto("/profile/two-factor")
    choose_app(page)


def turn_on(page: Page) -> None:
    """Go from the profile to the set-up of an authenticator app."""
    page.get_by_role("link", name="Turn on").click()
    choose_app(page)


def setup_key(page: Page) -> str:
    """Read the secret as a person types it who cannot scan."""
    return "".join(page.get_by_role("group", name="setup key").inner_text().split())


def save_codes(page: Page) -> None:
    page.get_by_label("I have saved these codes").check()
    press(page, "Finish")


def without_passkeys(page: Page) -> None:
    """Let the browser of a page be one that has no passkeys."""
    page.add_init_script("delete window.PublicKeyCredential")


def sign_out(page: Page) -> None:
    press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the name is focused; a control that cannot be reached fails."""
    for _ in range(30):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => (e.labels?.[0] ?? e).innerText.trim())(document.activeElement)"
        )
        if focused.startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def scan(page: Page, folder: Path) -> str:
    """Read the secret out of the QR code as a phone does: from the pixels on the screen."""
    shot = folder / "qr.png"
    page.get_by_role("img", name="QR code").screenshot(path=shot)
    read = subprocess.run(
        ["zbarimg", "-q", "--raw", shot], capture_output=True, text=True, check=True
    )
    return read.stdout.split("secret=")[1].split("&")[0]
