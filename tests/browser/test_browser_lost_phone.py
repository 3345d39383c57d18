"""Promise: who lost phone, keys and codes gets in again after two days, by mail and password, and
whoever reads one of the mails before can stop it by one press (V01, V05)."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.asked import time_of
from tests.browser.conftest import NewContext
from tests.browser.recovering import BEGUN, lose_everything
from tests.person import Person, mails
from tests.recovery.story import WAIT, advance, subjects, words


def _begin(page: Page, person: Person) -> str:
    """Begin a recovery; return the moment from which it can be finished, as the page names it."""
    lose_everything(page, person)
    walk.press(page, "Begin the recovery")
    expect(page.get_by_text(BEGUN)).to_be_visible()
    told = page.locator("time").get_attribute("datetime")
    assert told
    mails(person.app, person.clock.now())
    return told


def _hours(person: Person, hours: float) -> None:
    """Let time go by on a server that works at the end of it."""
    person.clock.move(seconds=hours * 3600)
    advance(person.app)
    mails(person.app, person.clock.now())


def _may_finish(person: Person) -> bool:
    """Tell whether a mail holds the link that finishes a recovery."""
    sent = mails(person.app, person.clock.now())
    return any("/finish-recovery#" in words(each) for each in sent)


def _set_up_anew(page: Page, person: Person) -> None:
    walk.choose_app(page)
    person.secret = walk.setup_key(page)
    page.get_by_label("6-digit code").fill(person.code())
    page.get_by_role("button", name="Turn on").click()
    walk.save_codes(page)
    person.clock.next_step()


def test_a_lost_phone_costs_two_days_and_four_mails(page: Page, enrolled_away: Person) -> None:
    ann = enrolled_away
    before = len(subjects(ann))
    ready = _begin(page, ann)
    assert ready == (ann.clock.now() + timedelta(seconds=WAIT)).isoformat()
    _hours(ann, 24)
    assert not _may_finish(ann)
    _hours(ann, 24)
    assert subjects(ann)[before:] == [
        "Somebody recovers an account without its second factor",
        "A recovery without the second factor still waits",
        "A recovery without the second factor can be finished now",
        "Finish the recovery of your Second Lock account",
    ]
    time_of(page, ann)
    walk.open_link(page, ann, "finish-recovery")
    page.get_by_label("Password", exact=True).fill(ann.password)
    walk.press(page, "Finish the recovery")
    _set_up_anew(page, ann)
    walk.see_profile(page)
    walk.sign_out(page)
    walk.sign_in(page, ann)


def test_one_press_in_the_mailbox_stops_it_and_the_link_never_comes(
    page: Page, new_context: NewContext, enrolled_away: Person
) -> None:
    ann = enrolled_away
    _begin(new_context().new_page(), ann)
    _hours(ann, 24)
    walk.open_link(page, ann, "stop-recovery")
    walk.press(page, "Stop the recovery")
    expect(page.get_by_role("heading", name="No recovery waits any more")).to_be_visible()
    expect(page.get_by_role("link", name="Change the password")).to_be_visible()
    _hours(ann, 24)
    assert not _may_finish(ann)


def test_every_page_inside_warns_and_stops_it(
    page: Page, new_context: NewContext, enrolled_away: Person
) -> None:
    ann = enrolled_away
    walk.sign_in(page, ann)
    _begin(new_context().new_page(), ann)
    time_of(page, ann)
    for path in ("/profile", "/sessions", "/activity"):
        page.goto(path)
        expect(page.get_by_text(re.compile("It can be finished from"))).to_be_visible()
    walk.press(page, "Stop the recovery")
    expect(page.get_by_text("No recovery waits any more.")).to_be_visible()
    page.get_by_role("link", name="Change the password").click()
    expect(page.get_by_text(re.compile("It can be finished from"))).to_have_count(0)


def test_a_found_phone_ends_it(page: Page, enrolled_away: Person) -> None:
    ann = enrolled_away
    _begin(page, ann)
    walk.sign_in(page, ann)
    expect(page.get_by_text("It can be finished")).to_have_count(0)
    _hours(ann, 48)
    assert not _may_finish(ann)
