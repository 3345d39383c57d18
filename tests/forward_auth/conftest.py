"""Second Lock under https in front of a wiki on another host, and a browser that asks about it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.config import Settings
from tests.chromium import chromium_for
from tests.client import Answer
from tests.conftest import Backend, settings_for
from tests.forward_auth.house import House, open_house
from tests.forward_auth.proxies import KINDS
from tests.person import Person

HOME, WIKI = "https://login.example.test", "https://wiki.example.test"
BOARD = "https://login.example.test:8443"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
CADDY, NGINX = "/api/authz/forward-auth", "/api/authz/auth-request"


def pytest_configure(config: pytest.Config) -> None:
    chromium_for(config)


@pytest.fixture
def settings(backend: Backend, tmp_path: Path) -> Settings:
    return settings_for(
        backend,
        tmp_path,
        public_url=HOME,
        protected_origins=(WIKI, BOARD),
        cookie_domain="example.test",
    )


@pytest.fixture(scope="session", params=list(KINDS))
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    with open_house(request.param, tmp_path_factory.mktemp(request.param)) as found:
        yield found


def ask(
    person: Person,
    query: str = "",
    *,
    url: str = f"{WIKI}/page?a=1",
    dialect: str = CADDY,
    **more: Any,
) -> Answer:
    """Ask as a proxy does that got a request for `url` from this browser."""
    parts = urlsplit(url)
    told = {
        "X-Forwarded-Method": "GET",
        "X-Forwarded-Proto": parts.scheme,
        "X-Forwarded-Host": parts.netloc,
        "X-Forwarded-Uri": url.partition(parts.netloc)[2],
    }
    if dialect == NGINX:
        told = {"X-Original-URL": url, "X-Original-Method": "GET"}
    headers = {**told, **more.pop("headers", {})}
    return person.browser.get(f"{dialect}{query}", headers=headers, **more)


def at_the_app(person: Person) -> Person:
    """The same browser as the app's own host sees it: with `forward_auth` and nothing else."""
    twin = person.other_browser()
    twin.use_cookie("forward_auth", str(forward_cookie(person)))
    return twin


def forward_cookie(person: Person) -> str | None:
    found = person.browser.get_cookie("forward_auth", domain="example.test")
    return found.value if found else None


def query_of(answer: Answer) -> dict[str, str]:
    """The query of the login page's address that an answer gives."""
    assert answer.headers["Location"].startswith(f"{HOME}/login")
    found = parse_qs(urlsplit(answer.headers["Location"]).query)
    return {name: values[0] for name, values in found.items()}
