"""Promise: the link of the mail says who registered before it decides anything, and asks for a
password in every browser but the one that registered."""

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person

OWN = "apricot lantern window"


def test_the_browser_that_registered_confirms_by_one_press(page: Page, person: Person) -> None:
    walk.register(page, person)
    walk.open_link(page, person, "verify-email")
    expect(page.get_by_text(person.email)).to_be_visible()
    expect(page.get_by_text("127.0.0.1")).to_be_visible()
    expect(page.get_by_text("Chrome on Linux")).to_be_visible()
    walk.press(page, "Confirm my email")
    expect(page.get_by_role("heading", name="Your email is confirmed")).to_be_visible()
    assert "token" not in page.url
    walk.give_password(page, person)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_another_browser_chooses_the_password(
    page: Page, new_context: NewContext, person: Person
) -> None:
    walk.register(page, person)
    other = new_context().new_page()
    walk.open_link(other, person, "verify-email")
    walk.press(other, "Confirm my email")
    field = other.get_by_label("New password")
    expect(field).to_be_focused()
    expect(other.get_by_role("status").get_by_text("You did not register")).to_be_visible()
    field.fill("short")
    walk.press(other, "Confirm my email")
    expect(other.get_by_text("12 characters or more")).to_be_visible()
    field.fill(OWN)
    walk.press(other, "Confirm my email")
    expect(other.get_by_role("heading", name="Your email is confirmed")).to_be_visible()
    walk.give_password(page, person)
    expect(page.get_by_text("Email or password is not right.")).to_be_visible()
    person.password = OWN
    walk.give_password(page, person)
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_who_did_not_register_says_so_in_german_too(
    new_context: NewContext, person: Person
) -> None:
    person.post("register", {"email": person.email, "password": person.password})
    page = new_context(locale="de-DE").new_page()
    walk.open_link(page, person, "verify-email")
    walk.press(page, "Das war ich nicht")
    expect(page.get_by_role("heading", name="Die Registrierung ist verworfen")).to_be_visible()
    assert person.log_in().json["code"] == "invalid_credentials"
