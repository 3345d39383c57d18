"""Debian's Chromium in front of the real application, whose clock a test can move."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from app import create_app
from app.config import Settings
from app.core.limits import Window
from app.extensions import db
from tests.before import done_before
from tests.chromium import Launch, chromium_for
from tests.clock import FrozenClock
from tests.conftest import Backend, settings_for
from tests.person import Person
from tests.shipped import Shipped
from tests.warm import keep_statements

NewContext = Callable[..., BrowserContext]


def pytest_configure(config: pytest.Config) -> None:
    chromium_for(config)


@pytest.fixture
def settings(sqlite_backend: Backend, tmp_path: Path, shipped: Shipped) -> Settings:
    return settings_for(
        sqlite_backend,
        tmp_path,
        public_url=f"http://localhost:{shipped.port}",
        port=shipped.port,
        code_limits=(Window(5, 120), Window(20, 86400)),
    )


@pytest.fixture
def app(settings: Settings, clock: FrozenClock, shipped: Shipped) -> Iterator[Flask]:
    """The application that the browser meets, on the server that we ship."""
    made = create_app(settings, clock)
    keep_statements(made)
    with shipped.showing(made.wsgi_app):
        made.wsgi_app = shipped.bridge(made.wsgi_app)  # type: ignore[method-assign]
        yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def chromium(launch: Launch) -> Iterator[Browser]:
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def new_context(chromium: Browser, app: Flask, settings: Settings) -> Iterator[NewContext]:
    """Open browsers that share nothing; at the end none may have complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(text: str) -> None:
        # Refused calls are part of the journeys; Chromium logs each of them as an error.
        if "Failed to load resource" not in text:
            complaints.append(text)

    def watch(page: Page) -> None:
        page.on("pageerror", lambda error: complain(str(error)))
        page.on(
            "console",
            lambda message: (
                complain(message.text) if message.type in {"error", "warning"} else None
            ),
        )

    def open_context(**options: object) -> BrowserContext:
        context = chromium.new_context(base_url=settings.public_url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(8000)
        context.on("page", watch)
        contexts.append(context)
        return context

    yield open_context
    for context in contexts:
        context.close()
    assert complaints == []  # console errors and CSP reports alike


@pytest.fixture
def page(new_context: NewContext) -> Page:
    return new_context().new_page()


@pytest.fixture
def enrolled_away(ann: Person) -> Person:
    """An account with two factors whose owner is signed in nowhere."""
    return done_before(ann, _enrol_and_leave)


def _enrol_and_leave(person: Person) -> None:
    person.enrol().post("logout")
