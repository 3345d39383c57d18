"""Promise: a server that is slow, away or behind a broken proxy is told, and asked again without a
press where nothing else is needed."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.person import Person

PROXY_PAGE = "<html><h1>502 Bad Gateway</h1></html>"


def _fill(page: Page, person: Person) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)


def test_a_server_that_never_answers_is_given_up(page: Page, ann: Person) -> None:
    page.clock.install()
    _fill(page, ann)
    page.route("**/api/**", lambda route: None)
    walk.press(page, "Sign in")
    page.clock.run_for(19_000)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_have_attribute(
        "aria-busy", "true"
    )
    page.clock.run_for(2_000)
    expect(page.get_by_text("The server did not answer in time.")).to_be_visible()
    page.unroute("**/api/**")
    walk.press(page, "Sign in")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_page_whose_server_never_answers_offers_to_try_again(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    page.clock.install()
    page.route("**/api/**", lambda route: None)
    page.reload()
    expect(page.get_by_text("Loading…")).to_be_visible()
    page.clock.run_for(21_000)
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
    page.unroute("**/api/**")
    walk.press(page, "Try again")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


@pytest.mark.parametrize("status", [502, 200])
def test_a_page_of_a_proxy_counts_as_no_answer(page: Page, ann: Person, status: int) -> None:
    _fill(page, ann)
    page.route(
        "**/api/**",
        lambda route: route.fulfill(status=status, body=PROXY_PAGE, content_type="text/html"),
    )
    walk.press(page, "Sign in")
    expect(page.get_by_text("The server could not be reached.")).to_be_visible()
    page.unroute("**/api/**")
    walk.press(page, "Sign in")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


@pytest.mark.parametrize(
    ("place", "seen"), [("Sessions", "This device"), ("Activity", "Signed in")]
)
def test_what_was_asked_for_offline_comes_with_the_connection(
    page: Page, ann: Person, place: str, seen: str
) -> None:
    walk.sign_in(page, ann)
    page.get_by_role("link", name=place).click()
    expect(page.get_by_text(seen).first).to_be_visible()
    page.get_by_role("link", name="Profile").click()
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("link", name=place).click()
    expect(page.get_by_text("The server could not be reached.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(seen).first).to_be_visible()
    expect(page.get_by_text("The server could not be reached.")).to_have_count(0)
