"""Promise: the history is short, shown by kind, keeps one's place, and lets one say no."""

import re

from playwright.sync_api import Page, expect

from app.audit.events import Event
from app.audit.service import record
from app.core.act import Act
from app.core.request_origin import RequestOrigin
from app.db import write_tx
from app.users.models import User
from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.person import Person
from tests.rows import rows

NEW = "apricot lantern window"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"
NOTED = """() => {
  const { first, top } = history.state?.place ?? {};
  if (!first) return false; // not noted yet
  const found = document.getElementById(first).getBoundingClientRect().top;
  return scrollY === 2500 && Math.abs(found - top) < 1;
}"""


def _sign_outs(person: Person, count: int) -> None:
    """A long history: a sign-out every minute."""
    [user] = rows(person.app, User)
    for _ in range(count):
        person.clock.move(seconds=60)
        act = Act(RequestOrigin("203.0.113.5", FIREFOX, "r"), person.clock.now())
        with person.app.app_context(), write_tx() as tx:
            record(tx, Event.LOGOUT, subject_id=user.id, act=act)


def _entries(page: Page) -> int:
    return page.get_by_role("main").get_by_role("listitem").count()


def test_a_sign_in_is_one_line_and_so_are_five_wrong_passwords(
    page: Page, enrolled_away: Person
) -> None:
    for _ in range(5):
        body = {"email": enrolled_away.email, "password": "wrong horse battery"}
        enrolled_away.post("login", body, environ_overrides={"REMOTE_ADDR": "203.0.113.66"})
    enrolled_away.clock.move(seconds=60)
    walk.sign_in(page, enrolled_away)
    page.goto("/activity")
    lines = page.get_by_role("main").get_by_role("listitem")
    expect(lines.nth(0)).to_contain_text("Signed in with password and authenticator app.")
    expect(lines.nth(0)).to_contain_text("This device")
    expect(lines.nth(1)).to_contain_text("5 sign-ins failed: the password was wrong.")
    expect(lines.nth(1)).to_contain_text("203.0.113.66")


def test_one_kind_alone_is_an_address_that_a_reload_keeps(page: Page, ann: Person) -> None:
    ann.post("login", {"email": ann.email, "password": "wrong horse battery"})
    walk.sign_in(page, ann)
    page.goto("/activity")
    page.get_by_role("link", name="Refusals").click()
    expect(page.get_by_text("A sign-in failed: the password was wrong.")).to_be_visible()
    expect(page.get_by_text("The account was registered.")).to_have_count(0)
    expect(page.get_by_role("link", name="Refusals")).to_be_focused()
    page.reload()
    expect(page).to_have_url(re.compile(r"/activity\?kind=refusal$"))
    expect(page.get_by_text("A sign-in failed: the password was wrong.")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("The account was registered.")).to_be_visible()


def test_show_older_puts_the_focus_on_the_first_older_entry(page: Page, ann: Person) -> None:
    _sign_outs(ann, 25)
    walk.sign_in(page, ann)
    page.goto("/activity")
    walk.press(page, "Show older")
    expect(page.get_by_text("The account was registered.")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem").nth(20)).to_be_focused()


def test_back_leads_to_the_place_where_one_was(page: Page, ann: Person) -> None:
    _sign_outs(ann, 70)
    walk.sign_in(page, ann)
    page.get_by_role("link", name="Activity", exact=True).click()
    for pages in (2, 3):
        walk.press(page, "Show older")
        expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(20 * pages)
    page.evaluate("scrollTo(0, 2500)")
    page.wait_for_function(NOTED)
    page.evaluate("document.querySelector('.nav a').click()")  # a press would scroll up to it
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    page.go_back()
    page.wait_for_function("() => Math.abs(scrollY - 2500) <= 2")
    assert _entries(page) >= 60


def test_not_me_ends_that_session_at_one_press_and_leads_to_a_new_password(
    page: Page, new_context: NewContext, enrolled_away: Person
) -> None:
    other = new_context(user_agent=FIREFOX).new_page()
    walk.sign_in(other, enrolled_away)
    enrolled_away.clock.move(seconds=60)
    walk.sign_in(page, enrolled_away)
    enrolled_away.clock.move(seconds=330)  # past the step-up that the sign-in was
    page.goto("/activity")
    page.get_by_role("button", name="Not me: sign it out").click()
    expect(page.get_by_text("Signed out Firefox on Linux. Now choose")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("Current password").fill(enrolled_away.password)
    page.get_by_label("New password").fill(NEW)
    walk.press(page, "Change password")
    proof = page.get_by_role("dialog", name="Confirm it is you")
    proof.get_by_label("6-digit code").fill(enrolled_away.code())
    proof.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    enrolled_away.password = NEW
    enrolled_away.clock.next_step()
    walk.sign_in(other, enrolled_away)


def test_not_me_beside_a_change_ends_all_other_sessions_and_says_so(
    page: Page, new_context: NewContext, ann: Person
) -> None:
    other = new_context(user_agent=FIREFOX).new_page()
    walk.sign_in(other, ann)
    walk.sign_in(page, ann)
    ann.sign_in().get("me/export")
    page.goto("/activity?kind=change")
    page.get_by_role("button", name="Not me: sign out all others").click()
    expect(page.get_by_text("Signed out everywhere else. Now choose")).to_be_visible()
    other.reload()
    expect(other.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_glance_at_the_profile_says_what_to_do_next_and_leads_there(
    page: Page, ann: Person
) -> None:
    ann.sign_in()
    body = {"email": "new@example.com", "password": ann.password}
    assert ann.post("email/change", body).status_code == 202
    ann.clock.move(seconds=60)
    walk.sign_in(page, ann)
    glance = page.get_by_role("region", name="Your security at a glance")
    lines = glance.get_by_role("listitem")
    expect(lines.nth(0)).to_contain_text("A password alone opens your account.")
    expect(lines.nth(1)).to_contain_text("A new address waits until you open its link.")
    expect(glance).to_contain_text("You are also signed in at 1 other place.")
    expect(glance).to_contain_text("Last other sign-in")
    glance.get_by_role("link", name="All sign-ins.").click()
    expect(page).to_have_url(re.compile(r"/activity\?kind=sign-in$"))
    expect(page.get_by_text("Signed in with password.").first).to_be_visible()
