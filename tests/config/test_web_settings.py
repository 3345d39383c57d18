"""Promise: what browsers are told about https and other origins is checked at the start (R85)."""

from pathlib import Path

import pytest

from tests.config.test_parse_settings import load, refusal


@pytest.mark.parametrize(
    "value",
    [
        "max-age=0",
        "max-age=63072000",
        "max-age=31536000; includeSubDomains",
        "max-age=31536000;includeSubDomains",
        "max-age=31536000; includeSubDomains; preload",
    ],
)
def test_hsts_is_sent_as_the_operator_writes_it(tmp_path: Path, value: str) -> None:
    assert load(tmp_path, HSTS=f" {value} ").hsts == value


def test_hsts_speaks_of_the_one_host_by_default(tmp_path: Path) -> None:
    assert load(tmp_path).hsts == "max-age=31536000"


@pytest.mark.parametrize(
    "value",
    [
        "off",
        "31536000",
        "max-age",
        "max-age=",
        "max-age=-1",
        "max-age=1e9",
        "max-age=31536000, includeSubDomains",
        "max-age=31536000; includeSubdomain",
        "max-age=31536000; preload; includeSubDomains",
        "max-age=31536000\r\nSet-Cookie: a=b",
        "includeSubDomains",
    ],
)
def test_hsts_that_browsers_would_ignore_is_refused(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, HSTS=value).startswith("HSTS must be max-age=SECONDS")


@pytest.mark.parametrize(
    "value", ["max-age=31536000; preload", "max-age=31535999; includeSubDomains; preload"]
)
def test_a_preload_that_no_list_takes_is_refused(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, HSTS=value).startswith("HSTS needs includeSubDomains")


@pytest.mark.parametrize(
    ("value", "origins"),
    [
        ("", ()),
        ("https://app.example.com", ("https://app.example.com",)),
        (" HTTPS://App.Example.com:443/ ,", ("https://app.example.com",)),
        ("http://localhost:80", ("http://localhost",)),
        ("https://app.example.com:8443", ("https://app.example.com:8443",)),
        ("http://[::1]:5173", ("http://[::1]:5173",)),
        ("capacitor://localhost,app://-", ("capacitor://localhost", "app://-")),
        ("chrome-extension://abcdefgh", ("chrome-extension://abcdefgh",)),
    ],
)
def test_token_origins_are_kept_as_browsers_spell_them(
    tmp_path: Path, value: str, origins: tuple[str, ...]
) -> None:
    assert load(tmp_path, TOKEN_ORIGINS=value).token_origins == origins


@pytest.mark.parametrize(
    "value",
    [
        "*",
        "null",
        "file://",
        "file://localhost",
        "localhost",
        "app.example.com",
        "https://*.example.com",
        "https://app.example.com/path",
        "https://user@app.example.com",
        "https://app.example.com https://b.example.com",
        "capacitor://",
        "capacitor://localhost/",
        "https://b\u00fccher.example",
        "https://app.example.com,https://APP.example.com",
    ],
)
def test_what_is_no_origin_of_a_page_is_refused(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, TOKEN_ORIGINS=value).startswith("TOKEN_ORIGINS ")
