"""Promise: Firefox registers a passkey, signs in by it, steps up, loses it and removes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from tests.browser.marionette import Firefox, firefox
from tests.browser.passkeys import Token
from tests.browser.test_firefox_journey import PROGRAM
from tests.person import Person
from tests.rows import execute

_ROWS = "//ul[@aria-labelledby='two-factor']/li"


@pytest.fixture
def window(app: Flask, tmp_path: Path) -> Iterator[Firefox]:
    assert PROGRAM, "Firefox is missing: install it (Debian: apt-get install firefox-esr)"
    (tmp_path / "profile").mkdir()
    with firefox(PROGRAM, tmp_path / "profile") as found:
        yield found


def _say(window: Firefox, text: str) -> None:
    window.find(f"//main//*[contains(normalize-space(), '{text}')]")


def _give_password(window: Firefox, home: str, person: Person) -> None:
    window.open(f"{home}/login")
    window.fill("Email", person.email)
    window.fill("Password", person.password)
    window.press("Sign in")


def _save_codes(window: Firefox) -> list[str]:
    window.see("Save your backup codes")
    codes = window.text("//ul[@aria-label='Backup codes']").split()
    window.do("WebDriver:ElementClick", id=window.find("//input[@name='saved']"))
    window.press("Finish")
    window.see("Profile")
    return codes


def _register(window: Firefox, home: str, person: Person) -> None:
    """Add the first passkey."""
    _give_password(window, home, person)
    window.see("Profile")
    window.press("Turn on")
    window.press("Set up a passkey")
    person.backup_codes = _save_codes(window)


def _remove(window: Firefox) -> None:
    window.press("Remove Passkey")
    sure = window.find("//dialog//button[normalize-space()='Remove']")
    window.do("WebDriver:ElementClick", id=sure)


def _sign_out(window: Firefox) -> None:
    window.press("Sign out")
    window.see("Sign in")


def test_the_life_of_a_passkey_in_firefox(window: Firefox, settings: Settings, ann: Person) -> None:
    home, token = settings.public_url, Token(window)
    _register(window, home, ann)
    assert len(set(ann.backup_codes)) == 10

    _sign_out(window)
    window.pick_suggested_passkey()  # nothing is typed
    window.see("Profile")

    _sign_out(window)
    window.press("Sign in with a passkey")
    window.see("Profile")

    ann.clock.move(seconds=330)
    window.open(f"{home}/profile/backup-codes")
    window.press("Make new codes")
    window.see("Confirm it is you")
    window.press("Use your passkey")
    ann.backup_codes = _save_codes(window)

    window.press("Add a passkey")
    window.press("Go on")
    _say(window, "This device already has a passkey for your account.")
    assert len(token.keys()) == 1
    window.press("Cancel")
    _remove(window)
    window.find("//a[normalize-space()='Turn on']")


def test_a_lost_passkey_is_replaced_in_firefox(
    window: Firefox, settings: Settings, ann: Person
) -> None:
    home, lost = settings.public_url, Token(window)
    _register(window, home, ann)
    _sign_out(window)
    lost.lose()
    _give_password(window, home, ann)
    window.see("Use your passkey")
    window.press("Use your passkey")
    _say(window, "No passkey was used, and nothing has changed.")
    window.press("Use a backup code")
    window.fill("Backup code", ann.backup_codes[0])
    window.press("Verify")
    window.see("Profile")
    window.press("Add a passkey")
    window.fill("Name (optional)", "Key in the drawer")
    window.press("Go on")
    _say(window, "Key in the drawer is added.")
    _remove(window)
    _say(window, "Passkey is removed.")
    _sign_out(window)
    _give_password(window, home, ann)
    window.press("Use your passkey")
    window.see("Profile")


def test_p11_a_passkey_of_a_former_host_is_listed_and_not_offered_in_firefox(
    window: Firefox, settings: Settings, ann: Person
) -> None:
    home, _ = settings.public_url, Token(window)
    _register(window, home, ann)
    _sign_out(window)
    execute(ann.app, "UPDATE passkeys SET rp_id = 'old.example'")
    _give_password(window, home, ann)
    window.fill("Backup code", ann.backup_codes[0])
    window.press("Verify")
    window.see("Profile")
    assert "Made for old.example" in window.text(f"{_ROWS}[1]")
