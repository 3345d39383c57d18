"""Promise: behind real proxies a real browser is told which app it signs in to, why an app stays
closed and how to sign in as somebody else, and comes back to the very place."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import Launch
from tests.forward_auth.house import ANN, PASSWORD, ROOT, House
from tests.forward_auth.proxies import DOMAIN


@pytest.fixture
def tab(house: House, launch: Launch) -> Iterator[Page]:
    """A tab of a browser that shares nothing; at the end nothing may have been blocked."""
    house.wiki.page = "<!doctype html><title>wiki</title><h1>The wiki</h1>"
    browser = launch(f"--host-resolver-rules=MAP *.{DOMAIN} 127.0.0.1")
    page = browser.new_context(ignore_https_errors=True, locale="en-GB").new_page()
    blocked: list[str] = []
    page.on("console", lambda message: blocked.append(message.text))
    yield page
    browser.close()
    assert [text for text in blocked if "Content Security Policy" in text] == []


def _sign_in(tab: Page, email: str) -> None:
    expect(tab.get_by_text(f"Sign in to go on to wiki.{DOMAIN}")).to_be_visible()
    tab.get_by_label("Email").fill(email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def test_whoever_lacks_the_group_comes_back_as_somebody_else(house: House, tab: Page) -> None:
    place = f"{house.app('group=admin')}/page?a=b#part-2"
    app = place.split("/")[2]
    tab.goto(place)
    _sign_in(tab, ANN)
    expect(tab.get_by_role("heading", name="Not open to your account")).to_be_visible()
    assert tab.url == place
    expect(tab.get_by_role("definition")).to_have_text([app, ANN, "admin"])
    box = tab.get_by_role("link", name="Sign in as somebody else")
    assert box.evaluate("link => getComputedStyle(link).display") == "flex"  # styles are let in
    box.click()
    expect(tab.get_by_text(f"You then go back to wiki.{DOMAIN}")).to_be_visible()
    tab.get_by_role("button", name="Sign out", exact=True).click()
    _sign_in(tab, ROOT)
    expect(tab.get_by_role("heading", name="The wiki")).to_be_visible()
    assert tab.url == place.partition("#")[0]


def test_the_fragment_of_the_apps_address_lasts_through_the_sign_in(
    house: House, tab: Page
) -> None:
    place = f"{house.app()}/page?a=b#part-2/?x=y"
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(place)
    _sign_in(tab, ANN)
    expect(tab.get_by_role("heading", name="The wiki")).to_be_visible()
    assert tab.url == place
    ours = [url for url in asked if url.startswith(house.home) and "#" not in url]
    assert not [url for url in ours if "part-2" in url]  # no server sees it
