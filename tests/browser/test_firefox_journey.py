"""Promise: the way from registration to the list of sessions is the same in Firefox."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.config import Settings
from tests.browser.marionette import Firefox, firefox
from tests.person import Person, link_token, mails

PROGRAM = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")


@pytest.fixture
def window(app: Flask, tmp_path: Path) -> Iterator[Firefox]:
    assert PROGRAM, "Firefox is missing: install it (Debian: apt-get install firefox-esr)"
    (tmp_path / "profile").mkdir()
    with firefox(PROGRAM, tmp_path / "profile") as found:
        yield found


def _register(window: Firefox, home: str, person: Person) -> None:
    window.open(f"{home}/register")
    window.fill("Email", person.email)
    window.fill("Password", person.password)
    window.press("Create account")
    window.see("Check your mail")
    token = link_token(mails(person.app, person.clock.now())[-1])
    window.open(f"{home}/verify-email#token={token}")
    window.press("Confirm my email")
    window.see("Your email is confirmed")


def _give_password(window: Firefox, home: str, person: Person) -> None:
    window.open(f"{home}/login")
    window.fill("Email", person.email)
    window.fill("Password", person.password)
    window.press("Sign in")


def _turn_on(window: Firefox, person: Person) -> None:
    window.press("Turn on")
    window.press("Use an authenticator app")
    window.see("Scan this code")
    key = window.text("//*[@role='group' and @aria-labelledby='key-label']")
    person.secret = "".join(key.split())
    window.fill("6-digit code", person.code())
    window.press("Turn on")
    window.see("Save your backup codes")
    codes = window.text("//ul[@aria-label='Backup codes']").split()
    assert len(set(codes)) == 10
    window.do("WebDriver:ElementClick", id=window.find("//input[@name='saved']"))
    window.press("Finish")
    person.clock.next_step()


def test_the_whole_journey_in_firefox(window: Firefox, settings: Settings, person: Person) -> None:
    home = settings.public_url
    _register(window, home, person)
    _give_password(window, home, person)
    window.see("Profile")
    _turn_on(window, person)
    window.see("Profile")
    window.press("Sign out")
    window.see("Sign in")
    _give_password(window, home, person)
    window.fill("6-digit code", person.code())
    window.press("Verify")
    window.see("Profile")
    window.press("Sessions")
    row = window.text("//ul[@aria-label='Sessions']/li")
    assert "Firefox on Linux" in row
    assert "password and authenticator app" in row
    assert "This device" in row
