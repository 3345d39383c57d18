"""Promise: whoever an app sent to sign in is led through what is missing and back, nowhere else."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page, Route, expect

from app.config import Settings
from tests.browser import walk
from tests.person import Person


@pytest.fixture
def address(settings: Settings) -> str:
    """The sign-in page as a proxy writes it, for an app on our own host."""
    return f"/login?rd={quote(settings.public_url + '/wiki/page', safe='')}"


def give_password(page: Page, person: Person) -> None:
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, "Sign in")


def test_it_leads_back_after_both_steps(page: Page, address: str, enrolled_away: Person) -> None:
    page.goto(address)
    give_password(page, enrolled_away)
    walk.give_code(page, enrolled_away.code())
    page.wait_for_url("**/wiki/page")


def test_who_is_signed_in_already_passes_through(
    page: Page, address: str, enrolled_away: Person
) -> None:
    walk.give_password(page, enrolled_away)
    walk.give_code(page, enrolled_away.code())
    page.wait_for_url("**/profile")
    page.goto(address)
    page.wait_for_url("**/wiki/page")


def test_a_fresh_proof_is_asked_for_and_then_it_goes_on(
    page: Page, address: str, enrolled_away: Person
) -> None:
    walk.give_password(page, enrolled_away)
    walk.give_code(page, enrolled_away.code())
    page.wait_for_url("**/profile")
    enrolled_away.clock.move(seconds=600)
    page.goto(f"{address}&fresh=60")
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    page.get_by_label("6-digit code").fill(enrolled_away.code())
    walk.press(page, "Go on")
    page.wait_for_url("**/wiki/page")


def test_an_app_that_wants_two_factors_leads_through_the_set_up(
    page: Page, address: str, ann: Person
) -> None:
    page.goto(f"{address}&factor=2")
    give_password(page, ann)
    page.wait_for_url("**/profile/two-factor?next=*")


def test_no_unknown_address_is_opened(page: Page, ann: Person) -> None:
    page.goto("/login?rd=https%3A%2F%2Fevil.example%2F")
    give_password(page, ann)
    expect(page.get_by_role("heading", name="This address is not known here")).to_be_visible()


def test_an_app_that_only_sends_people_back_is_named_and_left(
    page: Page, address: str, ann: Person
) -> None:
    sent_back: list[str] = []

    def never_satisfied(route: Route) -> None:
        sent_back.append(route.request.url)
        route.fulfill(status=302, headers={"Location": address})

    page.route("**/wiki/page", never_satisfied)
    page.goto(address)
    give_password(page, ann)
    expect(page.get_by_role("heading", name="You keep coming back here")).to_be_visible()
    expect(page.get_by_text("does not take your sign-in")).to_be_visible()
    assert len(sent_back) == 5
