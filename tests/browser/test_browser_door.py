"""Promise: an invitation leads from the mail to a signed-in person by a few presses, a dead one
says so, and a shut door says whom to ask (I02, I04, I05, I07)."""

import time
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.config import Settings
from app.config.door_settings import door
from app.config.operators import operator_act
from app.forward_auth import apps
from app.groups import service
from tests.accounts.links import newest_token
from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.browser.passkeys import Device
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.invitations.house import DAY, join, mailed, shown
from tests.person import Person
from tests.shipped import Shipped

HELP, WIKI = "help@example.com", "http://localhost:9"


@pytest.fixture
def kind() -> str:
    """The value of REGISTRATION."""
    return "invited"


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path, shipped: Shipped, kind: str) -> Settings:
    return settings_for(
        sqlite_backend,
        tmp_path,
        public_url=f"http://localhost:{shipped.port}",
        port=shipped.port,
        registration=door(kind),
        support=HELP,
    )


@pytest.fixture
def guest(app: Flask, clock: FrozenClock) -> Person:
    """Somebody without an account, for whom the groups are there."""
    with app.app_context():
        for name in ("editors", "wiki"):
            service.create(name, act=operator_act(clock.now()))
    return Person(app, clock, "new@example.com")


@pytest.fixture
def member(guest: Person) -> Person:
    """Somebody with two factors, who came by an invitation and is signed in nowhere."""
    assert "user" in join(guest, mailed(guest.app, guest)).json
    guest.enable()
    guest.post("logout")
    return guest


def open_join(page: Page, token: str) -> None:
    page.goto("about:blank")
    page.goto(f"/join#token={token}")


def choose_password(page: Page, person: Person, act: str) -> None:
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, act)


def is_dead(page: Page) -> None:
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    expect(page.get_by_text("Ask whoever invited you")).to_be_visible()
    expect(page.get_by_role("link", name=HELP)).to_be_visible()


def test_i05_an_invited_administrator_is_in_with_both_factors_by_three_screens(
    page: Page, guest: Person, tmp_path: Path
) -> None:
    token = mailed(guest.app, guest, role="admin", groups=("editors",))
    sent: list[str] = []
    page.on("request", lambda it: sent.append(it.url + it.headers.get("referer", "")))
    began = time.monotonic()
    walk.open_link(page, guest, "join")
    facts = page.get_by_label("The invitation")
    for text in (guest.email, "Administrator", "editors", "Second Lock"):
        expect(facts.get_by_text(text)).to_be_visible()
    choose_password(page, guest, "Join")
    guest.secret = walk.scan(page, tmp_path)
    expect(page.get_by_text("Your account needs two-factor authentication.")).to_be_visible()
    page.get_by_label("6-digit code").fill(guest.code())
    walk.press(page, "Turn on")
    walk.save_codes(page)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    assert time.monotonic() - began < 60
    expect(page.get_by_text("editors", exact=True)).to_be_visible()
    assert not any(token in each for each in sent), "an address that the server sees has the token"


def test_a_passkey_is_offered_on_the_same_screen(page: Page, guest: Person) -> None:
    mailed(guest.app, guest, role="admin")
    device = Device(page)
    walk.open_link(page, guest, "join")
    choose_password(page, guest, "Join")
    page.get_by_role("img", name="QR code").wait_for()
    walk.press(page, "Set up a passkey")
    walk.save_codes(page)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    assert len(device.keys()) == 1


def test_i04_opening_an_invitation_spends_nothing(
    page: Page, new_context: NewContext, guest: Person
) -> None:
    token = mailed(guest.app, guest, groups=("wiki",))
    other = new_context().new_page()
    for opened in (other, page, page):
        open_join(opened, token)
        expect(opened.get_by_role("button", name="Join")).to_be_visible()
    choose_password(page, guest, "Join")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    choose_password(other, guest, "Join")
    is_dead(other)


def test_i02_a_link_for_several_leads_over_the_mail_until_it_is_used_up(
    page: Page, new_context: NewContext, guest: Person
) -> None:
    token = shown(guest.app, groups=("wiki",))
    late = Person(guest.app, guest.clock, "late@example.com")
    second = new_context().new_page()
    for opened, person in ((page, guest), (second, late)):
        open_join(opened, token)
        opened.get_by_label("Email").fill(person.email)
        choose_password(opened, person, "Create account")
        expect(opened.get_by_text(person.email)).to_be_visible()
        link = newest_token(person, "", to=person.email)
        opened.goto(f"/verify-email#token={link}")
        expect(opened.get_by_role("button", name="Confirm my email")).to_be_visible()
    walk.press(page, "Confirm my email")
    expect(page.get_by_role("heading", name="Your email is confirmed")).to_be_visible()
    walk.press(second, "Confirm my email")
    expect(second.get_by_role("heading", name="This account was not created")).to_be_visible()
    expect(second.get_by_role("link", name=HELP)).to_be_visible()
    walk.sign_in(page, guest)
    expect(page.get_by_text("wiki", exact=True)).to_be_visible()


def test_i07_an_account_takes_the_groups_after_sign_in_and_step_up(
    page: Page, member: Person
) -> None:
    token = mailed(member.app, member, groups=("editors", "wiki"))
    open_join(page, token)
    choose_password(page, member, "Join")
    page.get_by_role("heading", name="You may have an account already").wait_for()
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_text("Sign in to use your invitation.")).to_be_visible()
    page.get_by_label("Email").fill(member.email)
    choose_password(page, member, "Sign in")
    page.get_by_label("6-digit code").wait_for()
    page.reload()  # as phones do while the authenticator app is open
    walk.give_code(page, member.code())
    expect(page.get_by_text("editors and wiki")).to_be_visible()
    member.clock.move(seconds=330)
    walk.press(page, "Join the groups")
    dialog = page.get_by_role("dialog", name="Confirm it is you")
    dialog.get_by_label("6-digit code").fill(member.code())
    walk.press(page, "Confirm")
    expect(page.get_by_role("heading", name="You have joined the groups")).to_be_visible()
    page.get_by_role("link", name="Go to my profile").click()
    expect(page.get_by_text("editors and wiki")).to_be_visible()
    open_join(page, token)
    is_dead(page)


def test_i07_another_account_signs_out_first(page: Page, member: Person) -> None:
    walk.sign_in(page, member)
    bob = Person(member.app, member.clock, "bob@example.com")
    open_join(page, mailed(member.app, bob))
    expect(page.get_by_role("heading", name="Another account is signed in here")).to_be_visible()
    walk.press(page, "Sign out and go on")
    choose_password(page, bob, "Join")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    assert "user" in bob.log_in().json


def test_a_revoked_and_an_expired_invitation_say_whom_to_ask(page: Page, guest: Person) -> None:
    token = mailed(guest.app, guest)
    again = mailed(guest.app, guest)
    open_join(page, token)
    is_dead(page)
    open_join(page, again)
    expect(page.get_by_role("button", name="Join")).to_be_visible()
    guest.clock.move(seconds=DAY)
    choose_password(page, guest, "Join")
    is_dead(page)
    page.reload()
    expect(page.get_by_role("heading", name="The link is not complete")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "title", "text"),
    [
        ("invited", "You need an invitation", "You need an invitation."),
        ("closed", "Registration is closed", "Whoever runs this service makes the accounts."),
    ],
)
def test_a_shut_door_says_whom_to_ask(page: Page, app: Flask, title: str, text: str) -> None:
    page.goto("/login")
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_role("link", name=HELP)).to_be_visible()
    expect(page.get_by_role("link", name="Create an account")).to_have_count(0)
    page.goto("/register")
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_role("link", name=HELP)).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)


@pytest.mark.parametrize("kind", ["@example.org,@example.net"])
def test_a_door_for_domains_names_them_and_asks_no_server_about_others(
    page: Page, guest: Person
) -> None:
    page.goto("/login")
    expect(page.get_by_text("@example.org or @example.net")).to_be_visible()
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    page.get_by_label("Email").fill(guest.email)
    choose_password(page, guest, "Create account")
    expect(page.get_by_text("Use an address that ends in @example.org")).to_be_visible()
    expect(page.get_by_label("Email")).to_be_focused()
    guest.email = "new@Example.net"
    page.get_by_label("Email").fill(guest.email)
    walk.press(page, "Create account")
    expect(page.get_by_role("heading", name="Check your mail")).to_be_visible()


def test_the_profile_names_the_apps_that_one_may_open(page: Page, member: Person) -> None:
    act = operator_act(member.clock.now())
    with member.app.app_context():
        for name, port, groups in (("Wiki", 9, ()), ("Board", 99, ("editors",))):
            body = {"name": name, "origin": f"http://localhost:{port}", "groups": groups}
            apps.add({**body, "factor": 2}, act=act)
    walk.sign_in(page, member)
    link = page.get_by_role("list", name="Your apps").get_by_role("link")
    expect(link).to_have_text("Wiki")
    expect(link).to_have_attribute("href", WIKI)
