"""Promise: a browser that keeps no cookie or no storage is told what to do, and never runs in
circles."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, Route, expect

from app.config import Settings
from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.chromium import LaunchOwn
from tests.person import Person

NOT_KEPT = "Your browser did not keep the sign-in"
NO_STORAGE = """const get = () => { throw new DOMException('', 'SecurityError'); };
for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, { get });"""


@pytest.fixture
def forgetful(
    launch_own: LaunchOwn, app: Flask, settings: Settings, tmp_path: Path
) -> Iterator[Page]:
    """A page of a browser whose owner lets no site keep cookies, which refuses its storage too."""
    folder = tmp_path / "browser"
    (folder / "Default").mkdir(parents=True)
    chosen = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (folder / "Default" / "Preferences").write_text(json.dumps(chosen))
    context = launch_own(folder, base_url=settings.public_url)
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


def _forgetting(route: Route, request: Request) -> None:
    """Let a call go without the cookies that the browser had."""
    request.frame.page.context.clear_cookies()
    route.continue_()


def _calls(page: Page) -> list[str]:
    """Return a list of the calls of the API, which grows with each further one."""
    found: list[str] = []
    page.on("request", lambda each: found.append(each.url) if "/api/" in each.url else None)
    return found


def _give_password(page: Page, person: Person) -> None:
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, "Sign in")


def _sees_what_to_do(page: Page, calls: list[str]) -> None:
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    page.wait_for_timeout(500)  # a circle would go on
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    assert len(calls) <= 6, calls


def test_a_sign_in_that_the_browser_does_not_keep_is_said(forgetful: Page, ann: Person) -> None:
    calls = _calls(forgetful)
    forgetful.goto("/sessions")
    _give_password(forgetful, ann)
    _sees_what_to_do(forgetful, calls)


def test_a_first_step_that_the_browser_does_not_keep_is_said(
    forgetful: Page, enrolled_away: Person
) -> None:
    calls = _calls(forgetful)
    forgetful.goto("/login")
    _give_password(forgetful, enrolled_away)
    _sees_what_to_do(forgetful, calls)


def test_the_way_back_to_an_app_runs_in_no_circle(
    forgetful: Page, ann: Person, settings: Settings
) -> None:
    calls = _calls(forgetful)
    forgetful.goto(f"/login?rd={quote(settings.public_url + '/wiki', safe='')}")
    _give_password(forgetful, ann)
    _sees_what_to_do(forgetful, calls)


def test_a_second_step_that_the_browser_does_not_keep_is_said(
    page: Page, enrolled_away: Person
) -> None:
    """So it is where the operator names a parent domain that is none of this address."""
    walk.give_password(page, enrolled_away)
    page.route("**/api/auth/me", _forgetting)
    walk.give_code(page, enrolled_away.code())
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()


def test_an_app_that_knows_no_sign_in_of_ours_runs_in_no_circle(
    page: Page, ann: Person, settings: Settings
) -> None:
    walk.sign_in(page, ann)
    app = f"{settings.public_url}/wiki"
    page.route(
        "**/api/authz/return*", lambda route: route.fulfill(json={"url": app, "need": ["login"]})
    )
    page.goto("about:blank")  # the first page's own calls are over
    calls = _calls(page)
    page.goto(f"/continue?rd={quote(app, safe='')}")
    _sees_what_to_do(page, calls)


def test_a_session_that_ended_on_the_way_back_leads_to_sign_in(
    page: Page, ann: Person, settings: Settings
) -> None:
    walk.sign_in(page, ann)
    page.route("**/api/auth/me", _forgetting)
    page.goto(f"/continue?rd={quote(settings.public_url + '/wiki', safe='')}")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_whole_sign_in_works_without_storage(
    new_context: NewContext, enrolled_away: Person
) -> None:
    context = new_context()
    context.add_init_script(NO_STORAGE)
    page = context.new_page()
    walk.sign_in(page, enrolled_away)
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_text("The account was registered.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    page.goto("/login")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    walk.sign_out(page)
