"""Every state of the administrators' pages on people, by the shortest way there."""

from playwright.sync_api import Page, expect

from tests.admin.conftest import MAKE_ADMIN
from tests.browser import walk
from tests.browser.asked import time_of
from tests.browser.outside import State
from tests.person import Person
from tests.policies import set_level
from tests.recovery.story import begun
from tests.rows import execute, id_of_address

BEA, CAL = "bea@example.com", "cal@example.com"


def administer(page: Page, person: Person, path: str = "/admin") -> None:
    """Sign in as an administrator, and open one of their pages."""
    execute(person.app, MAKE_ADMIN, email=person.email)
    walk.begin_inside(page, person)
    time_of(page, person)
    open_page(page, path)


def open_page(page: Page, path: str) -> None:
    """Open a page and wait for all of it."""
    page.goto(path)
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing loads any more."""
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator(".loading")).to_have_count(0)


def colleague(person: Person, address: str = BEA) -> Person:
    """Register somebody beside the administrator, and sign them in."""
    return Person(person.app, person.clock, address).register().sign_in()


def locked_out(person: Person, address: str = BEA) -> Person:
    """Somebody with an app who mistyped its code too often."""
    found = colleague(person, address).enable()
    for _ in range(5):
        found.reauth(code=found.wrong_code())
    return found


def page_of(who: Person) -> str:
    """The address of a person's page."""
    return f"/admin/people/{id_of_address(who.app, who.email)}"


def press_in_dialog(page: Page, name: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()


def calm_overview(page: Page, person: Person) -> None:
    administer(page, person)
    expect(page.get_by_role("heading", name="Administration")).to_be_visible()


def busy_overview(page: Page, person: Person) -> None:
    locked_out(person)
    colleague(person, CAL).post("login", {"email": CAL, "password": "wrong horse battery"})
    administer(page, person)
    expect(page.get_by_text("1 person is locked out after wrong codes.")).to_be_visible()
    page.get_by_label("Find a person").fill("be")
    expect(page.get_by_role("link", name=BEA)).to_be_visible()
    page.get_by_text("As a table").click()


def overview_loads(page: Page, person: Person) -> None:
    """See a page whose answer does not come."""
    administer(page, person, "/admin/health")
    page.route("**/api/admin/overview", lambda route: None)
    page.get_by_role("link", name="Overview").click()
    expect(page.locator(".loading")).to_be_visible()


def overview_failed(page: Page, person: Person) -> None:
    administer(page, person, "/admin/health")
    page.route("**/api/admin/overview", lambda route: route.abort())
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def forbidden(page: Page, person: Person) -> None:
    walk.begin_inside(page, person)
    page.goto("/admin/people")
    expect(page.get_by_role("heading", name="Administrators only")).to_be_visible()


def factor_asked_for(page: Page, person: Person) -> None:
    bare = Person(person.app, person.clock, BEA).register()
    set_level(person.app, "optional")
    execute(bare.app, MAKE_ADMIN, email=bare.email)
    walk.begin_inside(page, bare)
    page.goto("/admin")
    expect(page.get_by_role("heading", name="First add a second factor")).to_be_visible()


def people(page: Page, person: Person) -> None:
    locked_out(person)
    long = f"{'a-very-long-name-' * 3}@example.com"
    gone = colleague(person, long)
    execute(gone.app, "UPDATE users SET disabled_at = created_at WHERE email = :email", email=long)
    administer(page, person, "/admin/people")
    expect(page.get_by_role("link", name=long)).to_be_visible()


def nobody_matches(page: Page, person: Person) -> None:
    administer(page, person, "/admin/people?q=nobody%20at%20all")
    expect(page.get_by_text("Nobody matches.")).to_be_visible()


def one_person(page: Page, person: Person) -> None:
    who = locked_out(person)
    set_level(person.app, "phishing_resistant", grace=14)
    who.get("me")
    administer(page, person, page_of(who))
    expect(page.get_by_text("Policy asks for: A passkey, by")).to_be_visible()


def nobody_there(page: Page, person: Person) -> None:
    administer(page, person, "/admin/people/none")
    expect(page.get_by_text("There is nothing of that name any more.")).to_be_visible()


def act_refused(page: Page, person: Person) -> None:
    administer(page, person, page_of(colleague(person)))
    walk.press(page, "Change role")
    press_in_dialog(page, "Change role")
    expect(page.get_by_text("Give a reason of 3 to 300 characters.")).to_be_visible()


def stale_act(page: Page, person: Person) -> None:
    """See what somebody else did meanwhile, with what was typed still there (A10)."""
    who = colleague(person)
    administer(page, person, page_of(who))
    execute(
        who.app, "UPDATE users SET version = 2, name = 'Bea B.' WHERE email = :email", email=BEA
    )
    walk.press(page, "Disable")
    page.get_by_label("Reason").fill("Left the team")
    press_in_dialog(page, "Disable")
    expect(page.get_by_text("Somebody changed this meanwhile.")).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_value("Left the team")


def nobody_recovers(page: Page, person: Person) -> None:
    administer(page, person, "/admin/recoveries")
    expect(page.get_by_text("Nobody waits.")).to_be_visible()


def somebody_recovers(page: Page, person: Person) -> None:
    begun(colleague(person).enable())
    administer(page, person, "/admin/recoveries")
    walk.press(page, f"Stop the recovery of {BEA}")
    expect(page.get_by_role("dialog")).to_be_visible()


ADMINISTERING: list[State] = [
    calm_overview, busy_overview, overview_loads, overview_failed, forbidden, factor_asked_for,
    people, nobody_matches, one_person, nobody_there, act_refused, stale_act, nobody_recovers,
    somebody_recovers,
]  # fmt: skip
