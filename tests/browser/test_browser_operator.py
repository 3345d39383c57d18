"""Promise: the page follows its operator: it shows their name, figures, logo and contact."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.config import Settings
from app.config.page_settings import Logo
from app.core.limits import Window
from tests.browser import walk
from tests.browser.conftest import NewContext
from tests.config.test_page_settings import png
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.rows import execute
from tests.shipped import Shipped

NAME = "Müller: Wolke"
SET = {
    "app_name": NAME,
    "password_min_length": 15,
    "half_login_attempts": 3,
    "code_limits": (Window(3, 120),),
    "verify_email_seconds": 7200,
    "reset_seconds": 900,
    "email_change_seconds": 1800,
    "trusted_device_seconds": 604800,
}


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path, shipped: Shipped) -> Settings:
    address = f"http://localhost:{shipped.port}"
    return settings_for(sqlite_backend, tmp_path, public_url=address, port=shipped.port, **SET)


def test_the_name_stands_in_the_tab_and_beside_the_mark(page: Page, ann: Person) -> None:
    page.goto("/login")
    expect(page).to_have_title(f"Sign in – {NAME}")
    expect(page.get_by_role("link", name=NAME)).to_be_visible()
    walk.sign_in(page, ann)
    expect(page).to_have_title(f"Profile – {NAME}")
    expect(page.get_by_role("banner").get_by_text(NAME)).to_be_visible()
    page.goto("/no/such/page")
    expect(page).to_have_title(f"Page not found – {NAME}")


def test_the_name_is_there_without_a_script(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/login")
    expect(page).to_have_title(NAME)


@pytest.mark.parametrize(
    ("language", "hint", "submit", "refusal"),
    [
        ("en-GB", "At least 15 characters", "Create account", "Use 15 characters or more."),
        ("de-DE", "Mindestens 15 Zeichen", "Konto anlegen", "Nehmen Sie mindestens 15 Zeichen."),
    ],
)
def test_the_shortest_password_is_the_operators(
    new_context: NewContext, language: str, hint: str, submit: str, refusal: str
) -> None:
    page = new_context(locale=language).new_page()
    page.goto("/register")
    expect(page.get_by_text(hint)).to_be_visible()
    page.get_by_role("textbox").nth(1).fill("ann@example.com")
    page.locator("#new-password").fill("apricot lamp 9")
    expect(
        page.get_by_text(re.compile("1 more character to go|noch 1 Zeichen")).first
    ).to_be_visible()
    walk.press(page, submit)
    expect(page.get_by_text(refusal)).to_be_visible()


def test_links_live_as_long_as_the_page_says(page: Page, ann: Person) -> None:
    walk.register(page, Person(ann.app, ann.clock, "new@example.com"))
    expect(page.get_by_text("within 2 hours")).to_be_visible()
    page.goto("/verify-email")
    expect(page.get_by_text("for 2 hours")).to_be_visible()
    page.goto("/forgot-password")
    page.get_by_label("Email").fill(ann.email)
    walk.press(page, "Send the link")
    expect(page.get_by_text("for 15 minutes")).to_be_visible()
    walk.sign_in(page, ann)
    walk.press(page, "Change email")
    page.get_by_label("New email").fill("other@example.com")
    page.get_by_label("Current password").fill(ann.password)
    walk.press(page, "Send the link")
    expect(page.get_by_text("within 30 minutes")).to_be_visible()


def test_tries_and_trust_are_the_operators(
    page: Page, new_context: NewContext, enrolled_away: Person
) -> None:
    walk.give_password(page, enrolled_away)
    expect(page.get_by_label("Don’t ask again on this browser for 7 days")).to_be_visible()
    expect(page.get_by_text("attempts left")).to_be_hidden()
    walk.give_code(page, enrolled_away.wrong_code())
    expect(page.get_by_text("2 attempts left.")).to_be_visible()
    german = new_context(locale="de-DE").new_page()
    german.goto("/lost")
    expect(german.get_by_text("10 Codes aus 16 Buchstaben")).to_be_visible()
    expect(german.get_by_text("müller-wolke-backup-codes.txt")).to_be_visible()


def test_codes_that_are_kept_say_whose_they_are(page: Page, enrolled_away: Person) -> None:
    walk.sign_in(page, enrolled_away)
    page.goto("/profile/backup-codes")
    walk.press(page, "Make new codes")
    with page.expect_download() as saved:
        walk.press(page, "Download")
    assert saved.value.suggested_filename == "müller-wolke-backup-codes.txt"
    lines = Path(saved.value.path()).read_text("utf-8").splitlines()
    assert lines[:2] == [f"Backup codes for {NAME}", f"Account: {enrolled_away.email}"]
    assert re.fullmatch(r"Made on \w+ \d+, \d{4}", lines[2])
    page.emulate_media(media="print")
    for line in lines[:3]:
        expect(page.get_by_text(line, exact=True)).to_be_visible()


def test_a_colon_in_the_name_breaks_no_label(page: Page, ann: Person, tmp_path: Path) -> None:
    walk.sign_in(page, ann)
    walk.open_set_up(page)
    ann.secret = walk.scan(page, tmp_path)
    way = page.get_by_role("link", name="Open in my authenticator app", include_hidden=True)
    assert "/M%C3%BCller%20Wolke:ann@example.com?" in (way.get_attribute("href") or "")
    expect(page.get_by_text(f"the code that the app shows for {NAME}")).to_be_visible()


class TestWithALongName:
    @pytest.fixture
    def settings(self, sqlite_backend: Backend, tmp_path: Path, shipped: Shipped) -> Settings:
        return settings_for(
            sqlite_backend,
            tmp_path,
            public_url=f"http://localhost:{shipped.port}",
            port=shipped.port,
            app_name="Wohnungsgenossenschaft Schöneweide, Anmeldung für alle Häuser",
        )

    def test_a_dense_qr_code_is_drawn_larger(
        self, new_context: NewContext, ann: Person, tmp_path: Path
    ) -> None:
        page = new_context().new_page()
        walk.sign_in(page, ann)
        walk.open_set_up(page)
        picture = page.get_by_role("img", name="QR code")
        box = picture.bounding_box()
        modules = picture.evaluate("img => img.naturalWidth / 8")
        assert box
        assert modules > 70
        assert box["width"] / modules >= 3.75
        ann.secret = walk.scan(page, tmp_path)
        assert len(ann.secret) == 32
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


class TestWithALogoAndAContact:
    @pytest.fixture
    def settings(self, sqlite_backend: Backend, tmp_path: Path, shipped: Shipped) -> Settings:
        return settings_for(
            sqlite_backend,
            tmp_path,
            public_url=f"http://localhost:{shipped.port}",
            port=shipped.port,
            logo=Logo(png(), "image/png"),
            support="help@example.com",
            **SET,
        )

    def test_the_logo_stands_beside_the_name_outside_and_inside(
        self, page: Page, ann: Person
    ) -> None:
        page.goto("/login")
        logo = page.get_by_role("banner").locator("img")
        expect(logo).to_be_visible()
        assert logo.evaluate("img => img.naturalWidth") == 1
        walk.sign_in(page, ann)
        expect(page.get_by_role("banner").locator("img")).to_be_visible()
        expect(page.get_by_role("banner").locator("svg.icon, img")).to_have_count(2)

    def test_who_is_locked_out_is_shown_whom_to_ask(
        self, page: Page, enrolled_away: Person
    ) -> None:
        contact = page.get_by_role("link", name="help@example.com")
        page.goto("/lost")
        expect(contact).to_have_attribute("href", "mailto:help@example.com")
        page.goto("/login")
        expect(contact).to_be_hidden()
        walk.give_password(page, enrolled_away)
        for left in (2, 1):
            walk.give_code(page, enrolled_away.wrong_code())
            expect(page.get_by_text(f"{left} attempt")).to_be_visible()
        walk.give_code(page, enrolled_away.wrong_code())
        expect(page.get_by_role("heading", name="Too many wrong codes")).to_be_visible()
        expect(contact).to_be_visible()
        walk.give_password(page, enrolled_away)
        expect(page.get_by_text("try again in").first).to_be_visible()
        expect(contact).to_be_visible()

    def test_who_is_disabled_is_shown_whom_to_ask(self, page: Page, ann: Person) -> None:
        execute(ann.app, "UPDATE users SET disabled_at = created_at")
        walk.give_password(page, ann)
        expect(page.get_by_text("This account is disabled.")).to_be_visible()
        expect(page.get_by_role("link", name="help@example.com")).to_be_visible()
