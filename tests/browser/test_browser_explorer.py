"""Promise: the explorer walks a whole login with two factors by hand, and loads nothing from
elsewhere."""

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.person import Person


@pytest.fixture
def explorer(page: Page) -> Page:
    page.goto("/api/docs")
    # Swagger UI draws every call first, which takes seconds beside other browsers.
    heading = page.get_by_role("heading", name="Second Lock", level=1)
    expect(heading).to_be_visible(timeout=30_000)
    return page


def call(page: Page, operation: str, body: dict[str, str] | None = None) -> Locator:
    """Open an operation, send it, and return its part of the page."""
    block = page.locator(f"#operations-{operation}")
    block.locator(".opblock-summary-control").click()
    if body is not None:
        block.locator("textarea.body-param__text").fill(json.dumps(body))
    block.get_by_role("button", name="Execute").click()
    return block.locator(".live-responses-table")


def test_a_login_with_two_factors_is_walked_by_hand(explorer: Page, enrolled_away: Person) -> None:
    body = {"email": enrolled_away.email, "password": enrolled_away.password}
    answer = call(explorer, "auth-auth_login", body)
    expect(answer).to_contain_text("requires2FA")
    answer = call(explorer, "twofactor-twofactor_verify_login", {"code": enrolled_away.code()})
    expect(answer).to_contain_text("You are signed in.")
    answer = call(explorer, "accounts-accounts_me")
    expect(answer).to_contain_text(enrolled_away.email)


def test_nothing_comes_from_elsewhere(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/docs")
    expect(page.get_by_text("Signing in and out, step-up")).to_be_visible()
    own = page.evaluate("location.origin")
    assert {url for url in asked if not url.startswith((own, "data:", "blob:"))} == set()
    assert {url.removeprefix(own) for url in asked if url.startswith(own)} >= {
        "/api/docs",
        "/explorer/swagger-ui-bundle.js",
        "/explorer/start.js",
        "/api/openapi.json",
    }


def test_a_screen_reader_finds_one_main_part(explorer: Page) -> None:
    expect(explorer.get_by_role("main")).to_have_count(1)


def test_every_call_is_there(explorer: Page) -> None:
    paths = explorer.request.get("/api/openapi.json").json()["paths"]
    calls = sum(len(set(path) - {"parameters"}) for path in paths.values())
    expect(explorer.locator(".opblock")).to_have_count(calls)
