"""Promise: whoever an app sent to sign in is led through what is missing and back, nowhere else."""

from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from app.config import Settings
from tests.browser import walk
from tests.clock import FrozenClock
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


def test_who_registers_first_comes_back_by_the_mailed_link(
    page: Page, address: str, app: Flask, clock: FrozenClock
) -> None:
    person = Person(app, clock, "new@example.com")
    page.goto(f"{address}#part-2")
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    page.get_by_label("Email").fill(person.email)
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, "Create account")
    expect(page.get_by_text(person.email)).to_be_visible()
    mailed = page.context.new_page()
    walk.open_link(mailed, person, "verify-email")
    walk.press(mailed, "Confirm my email")
    mailed.get_by_role("link", name="Sign in").click()
    expect(mailed.get_by_text("Sign in to go on to localhost")).to_be_visible()
    give_password(mailed, person)
    mailed.wait_for_url("**/wiki/page#part-2")


def test_who_forgot_the_password_comes_back_by_the_mailed_link(
    page: Page, address: str, ann: Person
) -> None:
    page.goto(f"{address}#part-2")
    page.get_by_role("link", name="Forgot password?").click()
    expect(page.get_by_role("heading", name="Reset your password")).to_be_visible()
    page.get_by_label("Email").fill(ann.email)
    walk.press(page, "Send the link")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()
    mailed = page.context.new_page()
    walk.open_link(mailed, ann, "reset-password")
    ann.password = "apricot lantern window"
    mailed.get_by_label("New password").fill(ann.password)
    walk.press(mailed, "Set new password")
    mailed.get_by_role("link", name="Sign in").click()
    give_password(mailed, ann)
    mailed.wait_for_url("**/wiki/page#part-2")


def test_the_way_back_lasts_through_both_steps_and_a_second_thought(
    page: Page, address: str, enrolled_away: Person
) -> None:
    page.goto(f"{address}#part-2")
    give_password(page, enrolled_away)
    walk.press(page, "Back to sign in")
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    give_password(page, enrolled_away)
    expect(page.get_by_label("6-digit code")).to_be_visible()
    page.reload()  # as phones do while the authenticator app is open
    walk.give_code(page, enrolled_away.code())
    page.wait_for_url("**/wiki/page#part-2")


@pytest.mark.parametrize("wanted", ["/.//x", "/%2e//x", "/.//evil.example/"])
def test_a_path_that_another_host_could_be_read_in_leads_home(
    page: Page, ann: Person, wanted: str
) -> None:
    page.goto(f"/login?next={quote(wanted, safe='')}")
    give_password(page, ann)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_signing_out_by_an_address_takes_one_press_and_leads_back(
    page: Page, address: str, ann: Person
) -> None:
    walk.sign_in(page, ann)
    page.goto(address.replace("/login", "/logout"))
    expect(page.get_by_text(ann.email)).to_be_visible()
    page.reload()  # opening the address has ended nothing
    expect(page.get_by_text(ann.email)).to_be_visible()
    walk.press(page, "Sign out")
    page.wait_for_url("**/wiki/page")
    page.goto("/profile")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("query", ["", "?rd=https%3A%2F%2Fevil.example%2F"])
def test_signing_out_leads_to_no_unknown_place(page: Page, ann: Person, query: str) -> None:
    walk.sign_in(page, ann)
    page.goto(f"/logout{query}")
    expect(page.get_by_text(ann.email)).to_be_visible()
    expect(page.get_by_text("evil")).to_have_count(0)
    walk.press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.url.endswith("/login")


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


def test_no_unknown_address_is_opened_or_named(page: Page, ann: Person) -> None:
    with page.expect_response("**/api/authz/return*"):
        page.goto("/login?rd=https%3A%2F%2Fevil.example%2F")
    expect(page.get_by_text("evil")).to_have_count(0)
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
