"""Promise: every setting has bounds, and what is out of them stops the start by name (R85)."""

import os
from pathlib import Path

import pytest

from app.config import ConfigError, Settings, load_settings

_NUMBERS = {
    "TRUSTED_PROXIES": (0, 9),
    "BCRYPT_ROUNDS": (10, 16),
    "TOTP_WINDOW": (0, 1),
    "PORT": (1, 65535),
    "WORKERS": (1, 64),
    "PASSWORD_MIN_LENGTH": (8, 64),
    "SESSION_IDLE_SECONDS": (1, 10**9),
    "HALF_LOGIN_SECONDS": (1, 10**9),
    "HALF_LOGIN_ATTEMPTS": (1, 10**9),
    "FRESH_SECONDS": (1, 10**9),
    "SETUP_SECONDS": (1, 10**9),
}


def load(folder: Path, **environ: str) -> Settings:
    return load_settings({"INSTANCE_DIR": str(folder), **environ})


def refusal(folder: Path, **environ: str) -> str:
    with pytest.raises(ConfigError) as refused:
        load(folder, **environ)
    text = str(refused.value)
    assert "\n" not in text
    return text


@pytest.mark.parametrize(("name", "least", "most"), [(k, *v) for k, v in _NUMBERS.items()])
def test_each_number_has_a_least_and_a_most_r85(
    tmp_path: Path, name: str, least: int, most: int
) -> None:
    for inside in (least, most):
        assert getattr(load(tmp_path, **{name: str(inside)}), name.lower()) == inside
    for outside in (least - 1, most + 1):
        assert refusal(tmp_path, **{name: str(outside)}).startswith(f"{name} must be a whole")


def test_a_server_has_a_process_for_each_core_but_no_more_than_four(tmp_path: Path) -> None:
    assert load(tmp_path).workers == load(tmp_path, WORKERS="auto").workers
    assert load(tmp_path).workers == min(os.cpu_count() or 1, 4)


@pytest.mark.parametrize("value", ["x", "1.5", "1e1", "0x1", "１", "+1", "-1", "9" * 5000, "1 2"])
def test_only_ascii_digits_are_a_number_r85(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, TRUSTED_PROXIES=value).startswith("TRUSTED_PROXIES")


@pytest.mark.parametrize(
    "value", ["5", "5/", "/900", "5/900,", "0/900", "5/0", "-5/900", "5/900;20/86400", "5:900", ","]
)
def test_limits_are_pairs_and_never_nothing_r85(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, CODE_LIMITS=value).startswith("CODE_LIMITS must be")


def test_limits_are_read_in_order(tmp_path: Path) -> None:
    windows = load(tmp_path, CODE_LIMITS=" 3/60 , 9/3600").code_limits
    assert [(window.limit, window.seconds) for window in windows] == [(3, 60), (9, 3600)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWO_FACTOR_POLICY", "none"),
        ("TWO_FACTOR_POLICY", "Everyone"),
        ("EMAIL_VERIFICATION", "false"),
        ("MAIL_URL", "nonsense"),
        ("MAIL_URL", "file:"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://host:port/name"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://host:port"),
        ("APP_NAME", " "),
        ("APP_NAME", "Second\nLock"),
        ("MAIL_FROM", "a@example.com\r\nBcc: b@example.com"),
    ],
)
def test_a_word_that_means_nothing_is_refused_by_name_r85(
    tmp_path: Path, name: str, value: str
) -> None:
    assert refusal(tmp_path, **{name: value}).startswith(f"{name} must")


@pytest.mark.parametrize(
    "value",
    [
        "localhost",
        "ftp://localhost",
        "http://",
        "http://:8000",
        "http://localhost/path",
        "http://localhost?query=1",
        "http://localhost#fragment",
        "http://user:password@localhost",
        "http://localhost:port",
        "http://localhost:0",
        "http://localhost:65536",
        "http://[::1",
        "http://local host",
        "https://bücher.example",
        "javascript://localhost",
        "//localhost",
    ],
)
def test_a_public_url_is_scheme_host_and_port_r85(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, PUBLIC_URL=value).startswith("PUBLIC_URL must")


@pytest.mark.parametrize(
    ("value", "origin"),
    [
        ("http://LOCALHOST:8000/", "http://localhost:8000"),
        ("https://localhost", "https://localhost"),
        (" http://127.0.0.1:1 ", "http://127.0.0.1:1"),
        ("http://localhost:80", "http://localhost"),
        ("https://app.localhost:443", "https://app.localhost"),
        ("https://app.localhost:80", "https://app.localhost:80"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("http://app.localhost", "http://app.localhost"),
    ],
)
def test_a_public_url_is_kept_as_browsers_spell_an_origin(
    tmp_path: Path, value: str, origin: str
) -> None:
    assert load(tmp_path, PUBLIC_URL=value).public_url == origin


@pytest.mark.parametrize(
    ("port", "origin"),
    [("", "http://localhost:8000"), ("8150", "http://localhost:8150"), ("80", "http://localhost")],
)
def test_without_a_public_url_links_lead_to_the_port(
    tmp_path: Path, port: str, origin: str
) -> None:
    assert load(tmp_path, PORT=port).public_url == origin
    assert load(tmp_path, PORT=port, PUBLIC_URL="").public_url == origin
    given = load(tmp_path, PORT=port, PUBLIC_URL="http://app.localhost")
    assert given.public_url == "http://app.localhost"


def test_empty_means_the_default(tmp_path: Path) -> None:
    assert load(tmp_path, PORT="", APP_NAME="") == load(tmp_path)


def test_settings_do_not_show_keys_in_a_repr_r16(tmp_path: Path) -> None:
    settings = load_settings({"INSTANCE_DIR": str(tmp_path)})
    shown = repr(settings)
    for name in ("secret_key", "twofa_secret_key", "encryption_keys", "password_pepper"):
        value = getattr(settings, name)
        assert repr(value) not in shown
        assert name not in shown.replace("twofa_secret_key", "")
