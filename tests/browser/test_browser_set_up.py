"""Promise: what a phone has scanned stays good, and every set-up has a way on."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.config import Settings
from tests.browser import walk
from tests.chromium import Launch
from tests.person import Person

FIELD = "6-digit code"


def open_set_up(page: Page, person: Person) -> None:
    walk.sign_in(page, person)
    walk.open_set_up(page)


def confirm(page: Page, person: Person) -> None:
    page.get_by_label(FIELD).fill(person.code())
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Save your backup codes")).to_be_visible()


def test_a_reload_keeps_what_was_scanned(page: Page, ann: Person, tmp_path: Path) -> None:
    open_set_up(page, ann)
    ann.secret = walk.scan(page, tmp_path)
    page.reload()
    walk.choose_app(page)
    assert walk.scan(page, tmp_path) == ann.secret
    confirm(page, ann)


def test_cancel_and_a_second_tab_keep_what_was_scanned(
    page: Page, ann: Person, tmp_path: Path
) -> None:
    open_set_up(page, ann)
    ann.secret = walk.scan(page, tmp_path)
    walk.press(page, "Cancel")
    page.get_by_role("link", name="Profile").click()
    walk.turn_on(page)
    assert walk.scan(page, tmp_path) == ann.secret
    tab = page.context.new_page()
    walk.open_set_up(tab)
    assert walk.scan(tab, tmp_path) == ann.secret
    confirm(page, ann)


def test_the_time_is_shown_and_extended(page: Page, ann: Person, tmp_path: Path) -> None:
    page.clock.install()
    open_set_up(page, ann)
    ann.secret = walk.scan(page, tmp_path)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(10:00|9:5\d) left"))
    ann.clock.move(seconds=550)
    page.clock.fast_forward("09:10")
    walk.press(page, "More time")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_label("Password", exact=True).fill(ann.password)
    dialog.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^(10:00|9:5\d) left"))
    ann.clock.move(seconds=590)
    confirm(page, ann)


def test_past_its_time_there_is_a_way_on(page: Page, ann: Person, tmp_path: Path) -> None:
    page.clock.install()
    open_set_up(page, ann)
    old = walk.scan(page, tmp_path)
    page.clock.fast_forward("10:01")
    ann.clock.move(seconds=601)
    expect(page.get_by_role("heading", name="The time for the QR code is up")).to_be_focused()
    walk.press(page, "Go on with the set-up")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_label("Password", exact=True).fill(ann.password)
    dialog.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("This QR code is new.")).to_be_visible()
    ann.secret = walk.scan(page, tmp_path)
    assert ann.secret != old
    confirm(page, ann)


def test_the_button_starts_again(page: Page, ann: Person, tmp_path: Path) -> None:
    open_set_up(page, ann)
    old = walk.scan(page, tmp_path)
    walk.press(page, "Start again with a new QR code")
    expect(page.get_by_text("This QR code is new.")).to_be_visible()
    ann.secret = walk.scan(page, tmp_path)
    assert ann.secret != old
    confirm(page, ann)


def test_a_set_up_that_another_browser_replaced_goes_on_here(page: Page, ann: Person) -> None:
    open_set_up(page, ann)
    ann.other_browser().sign_in().set_up()
    page.get_by_label(FIELD).fill("123456")
    page.get_by_role("button", name="Turn on").click()
    walk.press(page, "Go on with the set-up")
    ann.secret = walk.setup_key(page)
    confirm(page, ann)


@pytest.mark.parametrize("width", [1280, 320])
def test_the_field_stands_beside_the_qr_code_and_on_narrow_screens_under_it(
    page: Page, ann: Person, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_set_up(page, ann)
    picture = page.get_by_role("img", name="QR code").bounding_box()
    field = page.get_by_label(FIELD).bounding_box()
    assert picture
    assert field
    if width == 1280:
        assert field["x"] > picture["x"] + picture["width"]
        assert field["y"] < picture["y"] + picture["height"]
    else:
        assert field["y"] > picture["y"] + picture["height"]


def test_a_desktop_shows_no_way_into_an_app(page: Page, ann: Person) -> None:
    open_set_up(page, ann)
    expect(page.get_by_role("link", name="Open in my authenticator app")).to_be_hidden()


def test_on_a_phone_the_way_into_the_app_comes_first(
    launch: Launch, settings: Settings, ann: Person
) -> None:
    with launch() as phone:  # a browser of its own: touch leaks into the pages beside it
        page = phone.new_page(
            base_url=settings.public_url,
            has_touch=True,
            is_mobile=True,
            viewport={"width": 390, "height": 844},
        )
        open_set_up(page, ann)
        link = page.get_by_role("link", name="Open in my authenticator app")
        expect(link).to_have_attribute("href", re.compile("^otpauth://"))
        place = link.bounding_box()
        picture = page.get_by_role("img", name="QR code").bounding_box()
        assert place
        assert picture
        assert place["y"] < picture["y"]
