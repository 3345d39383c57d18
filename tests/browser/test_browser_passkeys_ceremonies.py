"""Promise: one ceremony at a time (P17), a cancelled one is calm and costs nothing (P08), and who
has no passkeys loses nothing by them (P15)."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import walk
from tests.browser.passkeys import Device, device_with, keyed_away, see, without_suggestions
from tests.factors import keys
from tests.person import Person

UNUSED = "No passkey was used, and nothing has changed. Try again, or use another way."

# Each ceremony writes down when it begins and when it has ended. Suggestions that are given up end
# a little later, as in browsers that close something first.
WATCH = """(() => {
  window.ceremonies = [];
  const get = navigator.credentials.get.bind(navigator.credentials);
  const aborted = ({ signal }) => new Promise((_, refuse) =>
    signal.addEventListener('abort', () => setTimeout(() => refuse(signal.reason), 300)));
  navigator.credentials.get = async (options) => {
    const kind = options.mediation === 'conditional' ? 'suggestions' : 'button';
    ceremonies.push(`${kind} begins`);
    try { return await (kind === 'button' ? get(options) : aborted(options)); }
    finally { ceremonies.push(`${kind} ended`); }
  };
})()"""

NO_JSON = """
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
    delete PublicKeyCredential.prototype.toJSON;"""


def _ceremonies(page: Page, count: int) -> list[str]:
    page.wait_for_function("count => ceremonies.length >= count", arg=count)
    found: list[str] = page.evaluate("ceremonies")
    return found


def _asked(page: Page) -> list[str]:
    """Return a list of the paths that the page posts to, which grows."""
    found: list[str] = []
    page.on(
        "request",
        lambda each: (
            found.append(each.url.rpartition("/api/auth/")[2]) if each.method == "POST" else None
        ),
    )
    return found


@pytest.fixture
def with_app(ann: Person) -> Person:
    """An account with an authenticator app and a passkey that no device here has."""
    ann.sign_in().enable()
    keyed_away(ann)
    return ann


def test_p17_the_button_waits_for_the_end_of_the_suggestions(page: Page, ann: Person) -> None:
    page.add_init_script(WATCH)
    device_with(page, keyed_away(ann))
    page.goto("/login")
    assert _ceremonies(page, 1) == ["suggestions begins"]
    walk.press(page, "Sign in with a passkey")
    see(page, "Profile")
    one_by_one = ["suggestions begins", "suggestions ended", "button begins", "button ended"]
    assert _ceremonies(page, 4) == one_by_one


def test_p17_the_suggestions_come_back_after_a_cancelled_button(page: Page, ann: Person) -> None:
    page.add_init_script(WATCH)
    Device(page)  # it has no key of hers
    page.goto("/login")
    assert _ceremonies(page, 1) == ["suggestions begins"]
    walk.press(page, "Sign in with a passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()
    assert _ceremonies(page, 5)[3:] == ["button ended", "suggestions begins"]


def test_p17_chromium_itself_lets_the_button_follow_the_suggestions(
    page: Page, ann: Person
) -> None:
    device = device_with(page, keyed_away(ann))
    device.touched(False)
    page.goto("/login")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)  # the suggestions wait in Chromium, which tells nobody
    device.touched(True)
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    walk.press(page, "Sign in with a passkey")
    see(page, "Profile")


def test_p17_pressing_twice_is_one_ceremony(page: Page, ann: Person) -> None:
    without_suggestions(page)
    device_with(page, keyed_away(ann))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/auth/passkey/options", hold)
    page.goto("/login")
    posted = _asked(page)
    page.get_by_role("button", name="Sign in with a passkey").dblclick()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_have_attribute(
        "aria-busy", "true"
    )
    for route in held:
        route.continue_()
    see(page, "Profile")
    assert posted == ["passkey/options", "passkey/login"]


def test_p17_leaving_the_page_ends_the_suggestions(page: Page, ann: Person) -> None:
    page.add_init_script(WATCH)
    device = device_with(page, keyed_away(ann))
    device.touched(False)
    page.goto("/login")
    assert _ceremonies(page, 1) == ["suggestions begins"]
    page.get_by_role("link", name="Create an account").click()
    see(page, "Create an account")
    assert _ceremonies(page, 2) == ["suggestions begins", "suggestions ended"]


def test_p17_a_password_beside_waiting_suggestions_leads_to_a_free_second_step(
    page: Page, ann: Person
) -> None:
    device = device_with(page, keyed_away(ann))
    device.touched(False)
    walk.give_password(page, ann)
    see(page, "Use your passkey")
    device.touched(True)
    walk.press(page, "Use your passkey")
    see(page, "Profile")


def test_p08_a_cancelled_ceremony_is_told_calmly_and_costs_no_attempt(
    page: Page, with_app: Person
) -> None:
    device = Device(page, isUserVerified=False)
    walk.give_password(page, with_app)
    posted = _asked(page)
    for _ in range(6):  # a sixth wrong code would find the lock shut
        walk.press(page, "Use your passkey")
        expect(page.get_by_text(UNUSED)).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=UNUSED)).to_have_count(0)
    assert set(posted) == {"2fa/passkey/options"}
    assert device.keys() == []
    pending: dict[str, Any] = page.evaluate(
        "fetch('/api/auth/2fa/pending').then((answer) => answer.json())"
    )
    assert pending["attemptsLeft"] == 5
    walk.press(page, "Use a code instead")
    walk.give_code(page, with_app.code())
    see(page, "Profile")


def test_p03_a_passkey_of_somebody_else_finishes_no_sign_in_and_the_code_still_does(
    page: Page, with_app: Person, bob: Person
) -> None:
    without_suggestions(page)
    device_with(page, keyed_away(bob))
    walk.give_password(page, with_app)
    walk.press(page, "Use your passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()
    walk.press(page, "Use a code instead")
    walk.give_code(page, with_app.code())
    see(page, "Profile")


def test_p08_a_passkey_that_was_removed_is_told_and_the_password_still_opens(
    page: Page, ann: Person
) -> None:
    without_suggestions(page)
    made = keyed_away(ann)
    device_with(page, made)
    assert keys.sign_in(ann, made).status_code == 200
    (row,) = ann.get("passkeys").json["passkeys"]
    assert ann.call("DELETE", f"passkeys/{row['id']}").status_code == 200
    page.goto("/login")
    walk.press(page, "Sign in with a passkey")
    expect(page.get_by_role("alert").filter(has_text="passkey")).to_be_visible()
    walk.give_password(page, ann)
    see(page, "Profile")


def test_p15_without_the_json_functions_a_code_is_one_press_away(
    page: Page, with_app: Person
) -> None:
    page.add_init_script(NO_JSON)
    Device(page)
    walk.give_password(page, with_app)
    walk.press(page, "Use your passkey")
    expect(page.get_by_text(UNUSED)).to_be_visible()
    walk.press(page, "Use a code instead")
    walk.give_code(page, with_app.code())
    see(page, "Profile")


def test_p15_a_browser_without_passkeys_is_shown_no_button_for_them(
    page: Page, with_app: Person
) -> None:
    walk.without_passkeys(page)
    passkeys = page.get_by_role("button").filter(has_text="asskey")
    page.goto("/login")
    see(page, "Sign in")
    expect(passkeys).to_have_count(0)
    walk.give_password(page, with_app)
    see(page, "Enter your code")
    expect(passkeys).to_have_count(0)
    walk.give_code(page, with_app.code())
    see(page, "Profile")
    expect(page.get_by_role("button", name="Add a passkey")).to_have_count(0)


def test_p15_without_passkeys_the_set_up_begins_with_the_app(page: Page, ann: Person) -> None:
    walk.without_passkeys(page)
    walk.sign_in(page, ann)
    page.get_by_role("link", name="Turn on").click()
    see(page, "Scan this code")


def test_p15_without_the_json_functions_a_passkey_is_made_and_used(page: Page, ann: Person) -> None:
    page.add_init_script(NO_JSON)
    without_suggestions(page)
    device = Device(page)
    walk.sign_in(page, ann)
    page.goto("/profile/two-factor")
    walk.press(page, "Set up a passkey")
    see(page, "Save your backup codes")
    page.get_by_label("I have saved these codes").check()
    walk.press(page, "Finish")
    walk.sign_out(page)
    walk.press(page, "Sign in with a passkey")
    see(page, "Profile")
    assert page.evaluate("'toJSON' in PublicKeyCredential.prototype") is False
    assert len(device.keys()) == 1
