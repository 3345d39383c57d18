"""Promise: a part of the page that does not come, after an upgrade or without a connection, leaves
nobody in front of a dead page."""

import re
import shutil
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.config import Settings
from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person

ACTIVITY = "**/assets/Activity-*.js"
NOT_YET = "The page has not come up yet."


def _loads(page: Page) -> list[str]:
    """Return a list of the page's own loads, which grows with each further one."""
    found: list[str] = []
    page.on(
        "request", lambda each: found.append(each.url) if each.is_navigation_request() else None
    )
    return found


def _next_release(bundle: Path, folder: Path) -> Path:
    """Write the bundle as an upgrade does: the same page, each file under a new name."""
    shutil.copytree(bundle, folder, ignore=shutil.ignore_patterns("*.br", "*.gz", "explorer"))

    def renamed(text: str) -> str:
        return re.sub(
            r"-([\w-]{8})\.(js|css)\b", lambda found: f"-n{found[1][1:]}.{found[2]}", text
        )

    for file in [folder / "index.html", *(folder / "assets").iterdir()]:
        file.with_name(renamed(file.name)).write_text(renamed(file.read_text("utf-8")), "utf-8")
        if renamed(file.name) != file.name:
            file.unlink()
    return folder


def test_a_tab_from_before_an_upgrade_loads_itself_anew_once(
    app: Flask, page: Page, ann: Person, tmp_path: Path
) -> None:
    walk.sign_in(page, ann)
    app.config["BUNDLE"] = _next_release(app.config["BUNDLE"], tmp_path / "next")
    loads = _loads(page)
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_text("The account was registered.")).to_be_visible()
    assert len(loads) == 1


def test_a_part_that_never_comes_is_said_and_not_asked_for_in_circles(
    page: Page, ann: Person
) -> None:
    walk.sign_in(page, ann)
    page.route(ACTIVITY, lambda route: route.fulfill(status=404))
    loads = _loads(page)
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    page.wait_for_timeout(500)
    assert len(loads) == 1
    page.unroute(ACTIVITY)
    walk.press(page, "Reload")
    expect(page.get_by_text("The account was registered.")).to_be_visible()


def test_the_page_that_broke_still_leads_elsewhere(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    page.route(ACTIVITY, lambda route: route.fulfill(status=404))
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("heading", name="Something went wrong")).to_be_visible()
    page.get_by_role("link", name="Second Lock").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_part_that_is_asked_for_offline_comes_with_the_connection(
    page: Page, ann: Person
) -> None:
    walk.sign_in(page, ann)
    page.context.set_offline(True)
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
    walk.press(page, "Try again")
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("The account was registered.")).to_be_visible()


def test_a_script_that_does_not_come_at_the_start_is_said(page: Page) -> None:
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto("/login")
    expect(page.get_by_text(NOT_YET)).to_be_visible(timeout=8000)
    expect(page.get_by_text("Die Seite ist noch nicht da.")).to_be_visible()


def test_a_script_that_fails_at_the_start_is_said(
    chromium: Browser, app: Flask, settings: Settings
) -> None:
    """An old browser fails so, too: it does not understand the script."""
    page = chromium.new_page(base_url=settings.public_url)
    page.route(
        "**/assets/index-*.js",
        lambda route: route.fulfill(body="throw Error()", content_type="text/javascript"),
    )
    page.goto("/login")
    expect(page.get_by_text(NOT_YET)).to_be_visible(timeout=8000)
    page.close()


def test_without_script_it_is_said_at_once(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/login")
    assert page.get_by_text(NOT_YET).is_visible()


def test_a_page_that_came_hides_what_stands_in_for_it(page: Page) -> None:
    page.goto("/login")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.wait_for_timeout(4500)  # longer than the words wait
    expect(page.get_by_text(NOT_YET)).to_be_hidden()
