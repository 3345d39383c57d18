"""Promise: an origin has one normal form, and a path that could be read in two ways is never open
(I14)."""

import pytest

from app.core.origins import is_open, origin_in, target_of

WIKI = "https://wiki.example.test"


SPELLINGS = (
    WIKI, "HTTPS://WIKI.example.TEST", f"{WIKI}:443", f"{WIKI}.", f"{WIKI}.:443",
    f"{WIKI}:0443", f"{WIKI}/",
)  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_i14_every_spelling_of_an_origin_is_that_origin(text: str) -> None:
    assert origin_in(text) == WIKI


OTHERS = {
    "http://wiki.example.test:80": "http://wiki.example.test",
    f"{WIKI}:8443": f"{WIKI}:8443",
    f"{WIKI}:80": f"{WIKI}:80",
    "http://wiki.example.test:443": "http://wiki.example.test:443",
    "https://[::1]:443": "https://[::1]",
}


@pytest.mark.parametrize("text", OTHERS)
def test_another_port_or_scheme_is_another_origin(text: str) -> None:
    assert origin_in(text) == OTHERS[text]


NO_ORIGINS = (
    "", "https://", "https:///x", "wiki.example.test", "//wiki.example.test",
    "https://user@wiki.example.test", "https://a:b@wiki.example.test", f"{WIKI}@evil.example",
    f"{WIKI}\\@evil.example", f"{WIKI}\\x", f"{WIKI}:", f"{WIKI}:0", f"{WIKI}:65536",
    f"{WIKI}:x", f"{WIKI} ", f" {WIKI}", f"{WIKI}\n", "https://wiki\t.example.test",
    "https://wiki%2eexample.test", "https://wi\u212ai.example.test", "https://.",
    "ftp://wiki.example.test", f"{WIKI}, {WIKI}", f"{WIKI},", "https://wiki_.example.test",
    "https://:443",
)  # fmt: skip


@pytest.mark.parametrize("text", NO_ORIGINS)
def test_i14_what_is_no_origin_has_none(text: str) -> None:
    assert origin_in(text) is None


def test_an_address_is_cut_behind_its_origin() -> None:
    assert target_of(f"{WIKI}:443/a?b#c") == (WIKI, "/a?b#c")
    assert target_of(f"{WIKI}?a") == (WIKI, "?a")
    assert target_of(f"{WIKI}@evil.example/x").origin is None


OPEN = (("public",), ("feed", "all.xml"))


OPEN_PATHS = (
    "/public", "/public/", "/public/a/b", "/public?x=/../y", "/%70ublic/a", "/public/a%20b",
    "/public/%C3%BC", "/feed/all.xml", "/feed/all.xml/x", "/public/a.b",
)  # fmt: skip


@pytest.mark.parametrize("path", OPEN_PATHS)
def test_a_path_below_a_prefix_is_open(path: str) -> None:
    assert is_open(path, OPEN)


CLOSED_PATHS = (
    "", "public", "?/public", "/", "/PUBLIC/", "/publicx", "/public.", "/feed",
    "/feed/all.xmlx", "/secret/../public", "/public/../secret", "/public/..", "/public/.",
    "/./public", "/public/%2e%2e/secret", "/public/.%2E/secret", "/public/..%2fsecret",
    "/public%2fa", "/public%5ca", "/public/a\\b", "/public//a", "//public", "/public;x",
    "/public/..;/secret", "/public/a%3bb", "/public/%00", "/public/a%0ab", "/public/%7f",
    "/public/%252e%252e/secret", "/public/a%25", "/public/%", "/public/%zz",
    "/public/%c0%ae%c0%ae/secret", "/public/%ff", "/public/\xff", "/public/%u002e",
    "/public#/../secret", "/public/a%23", "/public/a%3f", "/public/..%20/secret",
    "/public/%e2%80%a8", "https://wiki.example.test/public",
)  # fmt: skip


@pytest.mark.parametrize("path", CLOSED_PATHS)
def test_i14_a_path_with_two_readings_is_never_open(path: str) -> None:
    assert not is_open(path, OPEN)
