"""Promise: the page stays useful off the path: no server, no session, another language, paper."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.live import ROOT
from tests.person import Person

ASSETS = ROOT / "frontend" / "dist" / "assets"


def test_an_unreachable_server_is_told_and_tried_again(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    page.route("**/api/**", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("heading", name="The server cannot be reached")).to_be_visible()
    page.unroute("**/api/**")
    walk.press(page, "Try again")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_form_survives_a_server_that_goes_away(page: Page, ann: Person) -> None:
    page.goto("/login")
    page.get_by_label("Email").fill(ann.email)
    page.get_by_label("Password", exact=True).fill(ann.password)
    page.route("**/api/**", lambda route: route.abort())
    walk.press(page, "Sign in")
    expect(page.get_by_text("The server could not be reached.")).to_be_visible()
    page.unroute("**/api/**")
    walk.press(page, "Sign in")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_an_ended_session_leads_to_sign_in_and_back(page: Page, ann: Person) -> None:
    walk.sign_in(page, ann)
    expect(page.get_by_role("link", name="Turn on")).to_be_visible()  # it has all it asked for
    page.context.clear_cookies()
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.get_by_label("Email").fill(ann.email)
    page.get_by_label("Password", exact=True).fill(ann.password)
    walk.press(page, "Sign in")
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()


def test_an_unknown_address_leads_back_to_the_start(page: Page, ann: Person) -> None:
    answer = page.goto("/no/such/page")
    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="Go to the start").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_german_browser_gets_german_through_the_whole_sign_in(
    new_context: NewContext, enrolled_away: Person
) -> None:
    page = new_context(locale="de-AT").new_page()
    page.goto("/login")
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "de"
    page.get_by_label("E-Mail").fill(enrolled_away.email)
    page.get_by_label("Passwort", exact=True).fill(enrolled_away.password)
    walk.press(page, "Anmelden")
    page.get_by_label("Code mit 6 Ziffern").fill(enrolled_away.wrong_code())
    walk.press(page, "Prüfen")
    expect(page.get_by_text("4 Versuche übrig.")).to_be_visible()
    page.get_by_label("Code mit 6 Ziffern").fill(enrolled_away.code())
    walk.press(page, "Prüfen")
    expect(page.get_by_role("heading", name="Profil")).to_be_visible()
    expect(page.get_by_text("10 von 10 übrig")).to_be_visible()


def test_english_loads_no_other_language_and_nothing_from_another_host(
    page: Page, enrolled_away: Person
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    walk.sign_in(page, enrolled_away)
    page.goto("/activity")
    expect(page.get_by_text("The account was registered.")).to_be_visible()
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(page.url).netloc}
    assert not [url for url in asked if "/assets/de-" in url]


def test_the_codes_on_paper_are_the_codes_and_whose_they_are(
    page: Page, enrolled_away: Person
) -> None:
    walk.sign_in(page, enrolled_away)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    expect(page.get_by_role("list", name="Backup codes").get_by_role("listitem")).to_have_count(10)
    page.emulate_media(media="print")
    expect(page.get_by_text(f"Account: {enrolled_away.email}")).to_be_visible()
    expect(page.get_by_text("Finish")).to_be_hidden()
    expect(page.get_by_role("banner")).to_be_hidden()


def test_whoever_wants_no_motion_gets_none(new_context: NewContext, ann: Person) -> None:
    page = new_context(reduced_motion="reduce").new_page()
    walk.sign_in(page, ann)
    page.get_by_role("button", name="Change name").click()
    longest = "Math.max(0, ...document.getAnimations().map(a => a.effect.getTiming().duration))"
    assert page.evaluate(longest) <= 1
