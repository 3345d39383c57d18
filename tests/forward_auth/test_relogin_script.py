"""Promise: in a tab left open the app's own call is repeated after a login in a popup, and no work
is lost; shown in a real browser behind real proxies."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.chromium import Launch
from tests.forward_auth.house import ANN, PASSWORD, House
from tests.forward_auth.proxies import DOMAIN

# What the login page does, in the words of docs/forward-auth.md.
_LOGIN_PAGE = """async ([email, password]) => {
  const ask = () => fetch('/api/authz/return' + location.search).then((answer) => answer.json());
  if ((await ask()).need.includes('login')) {
    await fetch('/api/auth/login', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
  }
  const { url, need } = await ask();
  if (!need.length) location.replace(url);
}"""
_SAVE = """() => {
  window.answer = fetch('/save', { method: 'POST', body: 'an hour of work' })
    .then((answer) => answer.json());
}"""


@pytest.fixture
def tab(house: House, launch: Launch) -> Iterator[Page]:
    """A tab at the app, signed in, in a browser that shares nothing."""
    script = f'<script src="{house.home}/api/authz/relogin.js"></script>'
    house.wiki.page = f"<!doctype html><title>wiki</title><body>{script}<p>an open page</p>"
    rules = f"--host-resolver-rules=MAP *.{DOMAIN} 127.0.0.1"
    browser = launch("--disable-popup-blocking", rules)
    page = browser.new_context(ignore_https_errors=True).new_page()
    page.goto(f"{house.app()}/page?draft=1")
    page.wait_for_url(f"{house.home}/login**")
    page.evaluate(_LOGIN_PAGE, [ANN, PASSWORD])
    page.wait_for_url(f"{house.app()}/page?draft=1")
    yield page
    browser.close()


def test_a_signed_in_page_calls_as_ever(tab: Page) -> None:
    tab.evaluate(_SAVE)
    assert tab.evaluate("() => window.answer")["body"] == "an hour of work"
    assert tab.locator("#second-lock").count() == 0


def test_a_refused_call_is_repeated_after_a_login_in_a_popup(house: House, tab: Page) -> None:
    tab.context.clear_cookies()
    before = house.wiki.saved
    with tab.expect_popup() as opened:
        tab.evaluate(_SAVE)
    popup = opened.value
    popup.wait_for_url(f"{house.home}/login**")
    assert house.wiki.saved == before
    assert "sign-in has ended" in tab.locator("#second-lock").inner_text()
    popup.evaluate(_LOGIN_PAGE, [ANN, PASSWORD])
    answer = tab.evaluate("() => window.answer")
    assert (answer["method"], answer["path"], answer["body"]) == (
        "POST",
        "/save",
        "an hour of work",
    )
    assert house.wiki.saved == before + 1
    assert tab.locator("#second-lock").count() == 0
    assert tab.locator("text=an open page").count() == 1
    if not popup.is_closed():
        popup.wait_for_event("close")


def test_a_popup_that_was_closed_can_be_opened_again(house: House, tab: Page) -> None:
    tab.context.clear_cookies()
    with tab.expect_popup() as first:
        tab.evaluate(_SAVE)
    first.value.close()
    with tab.expect_popup() as second:
        tab.click("#second-lock button")
    second.value.wait_for_url(f"{house.home}/login**")
    second.value.evaluate(_LOGIN_PAGE, [ANN, PASSWORD])
    assert tab.evaluate("() => window.answer")["body"] == "an hour of work"


def test_an_apps_own_401_is_left_alone(tab: Page) -> None:
    assert tab.evaluate("() => fetch('/own-login').then((answer) => answer.status)") == 401
    assert tab.locator("#second-lock").count() == 0
