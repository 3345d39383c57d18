"""Every state of the pages of invitations and of a shut door, by the shortest way there."""

from dataclasses import replace

from playwright.sync_api import Page, expect

from app.config.door_settings import door
from app.config.operators import operator_act
from app.forward_auth import apps
from tests.browser import walk
from tests.browser.outside import State
from tests.groups.test_membership import put_into
from tests.invitations.house import mailed, shown
from tests.person import Person


def _shut(person: Person, value: str) -> None:
    runtime = person.app.extensions["second_lock"]
    runtime.settings = replace(
        runtime.settings, registration=door(value), support="help@example.com"
    )


def _open(page: Page, token: str) -> None:
    page.goto("about:blank")
    page.goto(f"/join#token={token}")


def _invite(person: Person, address: str) -> str:
    """Invite an address to two groups; return the token."""
    put_into(person, "editors", "people-who-write-the-wiki")
    put_into(person)
    guest = Person(person.app, person.clock, address)
    return mailed(person.app, guest, groups=("editors", "people-who-write-the-wiki"))


def join_mailed_refused(page: Page, person: Person) -> None:
    _open(page, _invite(person, "somebody.with.a.long.name@example.com"))
    walk.press(page, "Join")
    expect(page.get_by_text("Choose a password.")).to_be_visible()


def join_shown(page: Page, person: Person) -> None:
    _open(page, shown(person.app, uses=3))
    expect(page.get_by_label("Email")).to_be_visible()


def join_dead(page: Page, person: Person) -> None:
    _shut(person, "invited")
    _open(page, "nothing")
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()


def join_known(page: Page, person: Person) -> None:
    _open(page, _invite(person, person.email))
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, "Join")
    title = "You may have an account already"
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def join_take(page: Page, person: Person) -> None:
    token = _invite(person, person.email)
    walk.sign_in(page, person)
    _open(page, token)
    expect(page.get_by_role("button", name="Join the groups")).to_be_visible()


def join_taken(page: Page, person: Person) -> None:
    join_take(page, person)
    walk.press(page, "Join the groups")
    expect(page.get_by_role("heading", name="You have joined the groups")).to_be_visible()


def join_other(page: Page, person: Person) -> None:
    token = _invite(person, "bob@example.com")
    walk.sign_in(page, person)
    _open(page, token)
    expect(page.get_by_role("button", name="Sign out and go on")).to_be_visible()


def join_for_a_second_factor(page: Page, person: Person) -> None:
    _open(page, mailed(person.app, Person(person.app, person.clock, "b@example.com"), role="admin"))
    page.get_by_label("Password", exact=True).fill(person.password)
    walk.press(page, "Join")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


def verify_not_admitted(page: Page, person: Person) -> None:
    stranger = Person(person.app, person.clock, "new@example.com")
    walk.register(page, stranger)
    walk.open_link(page, stranger, "verify-email")
    expect(page.get_by_role("button", name="Confirm my email")).to_be_visible()
    _shut(person, "invited")
    walk.press(page, "Confirm my email")
    expect(page.get_by_role("heading", name="This account was not created")).to_be_visible()


def login_invited(page: Page, person: Person) -> None:
    _shut(person, "invited")
    page.goto("/login")
    expect(page.get_by_text("You need an invitation.")).to_be_visible()


def register_closed(page: Page, person: Person) -> None:
    _shut(person, "closed")
    page.goto("/register")
    expect(page.get_by_role("heading", name="Registration is closed")).to_be_visible()


def register_at_a_domain(page: Page, person: Person) -> None:
    _shut(person, "@example.org,@a-rather-long-name.example.net")
    page.goto("/login")
    expect(page.get_by_text("@example.org or")).to_be_visible()
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    page.get_by_label("Email").fill("ann@example.com")
    walk.press(page, "Create account")
    expect(page.get_by_text("Use an address that ends in")).to_be_visible()


def profile_with_apps(page: Page, person: Person) -> None:
    put_into(person, "editors", "people-who-write-the-wiki")
    act = operator_act(person.clock.now())
    with person.app.app_context():
        for name, origin in (("Wiki", "http://localhost:9"), ("Board", "http://localhost:99")):
            apps.add({"name": name, "origin": origin, "groups": ["editors"], "factor": 2}, act=act)
    walk.sign_in(page, person)
    expect(page.get_by_role("link", name="Board")).to_be_visible()


DOORS: list[State] = [
    join_mailed_refused, join_shown, join_dead, join_known, join_take, join_taken, join_other,
    join_for_a_second_factor, verify_not_admitted, login_invited, register_closed,
    register_at_a_domain, profile_with_apps,
]  # fmt: skip
