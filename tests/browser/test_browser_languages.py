"""Promise: each person reads their own language, and a page holds together in any."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.browser.pseudo import PLAIN, build
from tests.person import Person, mails

_TRANSLATE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.data.trim() || text.parentElement.closest('[translate=no], font')) continue;
    const font = document.createElement('font');
    font.textContent = `«${text.data}»`;
    text.replaceWith(font);
  }
}"""


def _give_german_password(page: Page, person: Person) -> None:
    page.get_by_label("E-Mail").fill(person.email)
    page.get_by_label("Passwort", exact=True).fill(person.password)
    walk.press(page, "Anmelden")


def test_the_language_of_the_profile_is_the_pages_and_the_mails(
    new_context: NewContext, ann: Person
) -> None:
    page = new_context(locale="de-AT").new_page()
    page.goto("/login")
    _give_german_password(page, ann)
    expect(page.get_by_role("heading", name="Profil")).to_be_visible()
    walk.press(page, "Sprache ändern")
    page.get_by_label("Sprache", exact=True).select_option("en")
    walk.press(page, "Speichern")
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()
    expect(page.get_by_role("button", name="Change language")).to_be_focused()
    assert page.evaluate("document.documentElement.lang") == "en"
    walk.press(page, "Sign out")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    ann.post("password/forgot", {"email": ann.email})
    newest = mails(ann.app, ann.clock.now())[-1]
    assert (newest["Subject"], newest["Content-Language"]) == (
        "Set a new password for Second Lock",
        "en",
    )


def test_a_stranger_chooses_and_keeps_what_was_typed(new_context: NewContext, ann: Person) -> None:
    context = new_context()
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Email").fill(ann.email)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()
    expect(page.get_by_label("E-Mail")).to_have_value(ann.email)
    expect(page.get_by_role("button", name="Deutsch")).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_refused_storage_and_odd_tags_break_nothing(new_context: NewContext) -> None:
    for tags in ("undefined", "[]", "['en-US@posix']", "['C', '', 'x-']"):
        context = new_context()
        context.add_init_script(
            f"Object.defineProperty(navigator, 'languages', {{ get: () => {tags} }});"
            "Object.defineProperty(navigator, 'language', { get: () => undefined });"
            "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
        )
        page = context.new_page()
        page.goto("/login")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.get_by_role("button", name="Deutsch").click()
        expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_a_translating_browser_shows_no_stale_word(page: Page, enrolled_away: Person) -> None:
    walk.give_password(page, enrolled_away)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    page.evaluate(_TRANSLATE)
    before = page.get_by_role("timer").inner_text()
    expect(page.get_by_role("timer")).not_to_have_text(before, timeout=5000)
    page.locator("button.link", has_text="backup code").click()
    expect(page.get_by_label("Backup code")).to_be_visible()
    expect(page.get_by_text("«Use a backup code»")).to_have_count(0)
    page.locator("button.link", has_text="authenticator app").click()
    page.locator("#code").fill(enrolled_away.wrong_code())
    page.locator("button[type=submit]").click()
    expect(page.get_by_text("4 attempts left.")).to_be_visible()
    page.evaluate(_TRANSLATE)
    page.locator("#code").fill(enrolled_away.wrong_code())
    page.locator("button[type=submit]").click()
    expect(page.get_by_text("3 attempts left.")).to_be_visible()
    expect(page.get_by_text("4 attempts left.")).to_have_count(0)


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("pseudo"), "qps", "ar")


def _check(page: Page, where: str) -> None:
    assert page.evaluate(PLAIN) == [], where
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, (where, wide)


def _submit(page: Page) -> None:
    page.locator("main button[type=submit]").click()


@pytest.mark.parametrize(("language", "direction"), [("qps", "ltr"), ("ar", "rtl")])
def test_the_journey_holds_no_hard_coded_word_and_fits_a_phone(
    new_context: NewContext, person: Person, bundle: Path, language: str, direction: str
) -> None:
    person.app.config["BUNDLE"] = bundle
    page = new_context(locale=language, viewport={"width": 320, "height": 640}).new_page()
    for path in ("/register", "/forgot-password", "/join", "/lost", "/no/such/page", "/login"):
        page.goto(path)
        page.locator("h1").wait_for()
        assert page.evaluate("document.documentElement.dir") == direction
        if page.locator("main button[type=submit]").count():
            _submit(page)
        _check(page, path)
    page.goto("/register")
    page.locator("#email").fill(person.email)
    page.locator("#new-password").fill(person.password)
    _check(page, "a strong password")
    _submit(page)
    page.locator("strong.address").wait_for()
    _check(page, "mail sent")
    walk.open_link(page, person, "verify-email")
    page.locator("dl").wait_for()
    _check(page, "verify")
    page.locator("main .button").first.click()
    page.locator("main a.button").wait_for()
    _check(page, "verified")
    _sign_in(page, person)
    _check(page, "profile")
    _enrol(page, person)
    for path in ("/profile", "/sessions", "/activity"):
        page.goto(path)
        page.locator("main li, main time").first.wait_for()
        _check(page, path)
    _begin_a_further_app(page)


def _sign_in(page: Page, person: Person) -> None:
    page.goto("/login")
    page.locator("#email").fill(person.email)
    page.locator("#current-password").fill("wrong")
    _submit(page)
    page.locator(".notice.error").wait_for()
    _check(page, "a wrong password")
    page.locator("#current-password").fill(person.password)
    _submit(page)
    page.locator("#two-factor").wait_for()


def _enrol(page: Page, person: Person) -> None:
    page.goto("/profile/two-factor")
    page.locator("main .list button").nth(1).wait_for()
    _check(page, "choose")
    page.locator("main .list button").nth(1).click()
    page.locator(".key").wait_for()
    _check(page, "scan")
    person.secret = page.locator(".key").inner_text().replace("\n", "").replace(" ", "")
    page.locator("#code").fill(person.code())
    _submit(page)
    page.locator(".codes").wait_for()
    _check(page, "codes")
    page.locator("#saved").check()
    _submit(page)
    page.locator("#two-factor").wait_for()


def _begin_a_further_app(page: Page) -> None:
    page.goto("/profile/two-factor?add=1")
    _submit(page)
    page.locator("main .field-error").wait_for()
    _check(page, "one more app")
