"""Promise: a domain or an origin that would lead people round in circles, or give a cookie to
strangers, stops the start (R75, R85)."""

import pytest

from app.config import ConfigError, load_settings
from app.config.keyfile import generate_keys
from tests.conftest import make_settings

_KEYS = generate_keys()
HOME = {"PUBLIC_URL": "https://login.example.com"}


def load(**environ: str) -> tuple[tuple[str, ...], str | None]:
    found = load_settings({**_KEYS, **HOME, **environ})
    return found.protected_origins, found.cookie_domain


def test_nothing_said_protects_nothing() -> None:
    assert load() == ((), None)


@pytest.mark.parametrize("domain", ["example.com", ".Example.com ", "login.example.com"])
def test_a_parent_of_our_host_is_taken(domain: str) -> None:
    assert load(COOKIE_DOMAIN=domain)[1] == domain.strip().lower().removeprefix(".")


@pytest.mark.parametrize(
    "domain",
    [
        "com",
        "localhost",
        "co.uk",
        "com.au",
        "127.0.0.1",
        "10.0.0.1",
        "[::1]",
        "exämple.com",
        "example.com:443",
        "https://example.com",
        "-a.com",
        "a..com",
        "example.com/",
        "a b.com",
        "example.com; Path=/",
        "ple.com",
        "evil.com",
        "app.login.example.com",
    ],
)
def test_r75_a_domain_of_strangers_or_none_of_ours_is_refused(domain: str) -> None:
    with pytest.raises(ConfigError, match=r"^COOKIE_DOMAIN ") as refused:
        load(COOKIE_DOMAIN=domain)
    assert "\n" not in str(refused.value)


def test_origins_on_our_host_need_no_domain() -> None:
    told = "https://login.example.com:8443 , https://login.example.com:9443/,"
    assert load(PROTECTED_ORIGINS=told)[0] == (
        "https://login.example.com:8443",
        "https://login.example.com:9443",
    )


def test_origins_under_the_domain_are_taken() -> None:
    told = "https://wiki.example.com,https://a.b.example.com"
    assert len(load(PROTECTED_ORIGINS=told, COOKIE_DOMAIN="example.com")[0]) == 2


@pytest.mark.parametrize(
    "told",
    [
        "https://wiki.example.org",
        "http://wiki.example.com",
        "https://wiki.notexample.com",
        "https://wiki.example.com/path",
        "https://*.example.com",
        "wiki.example.com",
        "*",
        "https://a.example.com,https://a.example.com",
        "https://user@wiki.example.com",
    ],
)
def test_r85_an_origin_that_no_proof_reaches_is_refused(told: str) -> None:
    with pytest.raises(ConfigError, match=r"^PROTECTED_ORIGINS "):
        load(PROTECTED_ORIGINS=told, COOKIE_DOMAIN="example.com")


def test_r85_an_origin_on_another_host_needs_the_domain() -> None:
    with pytest.raises(ConfigError, match="nor under COOKIE_DOMAIN"):
        load(PROTECTED_ORIGINS="https://wiki.example.com")


def test_settings_that_do_not_fit_cannot_be_made_at_all() -> None:
    with pytest.raises(ConfigError):
        make_settings(protected_origins=("http://elsewhere.example",))
