"""Promise: weak, well-known, malformed or equal keys stop the start with one clear line (R85)."""

import base64
from pathlib import Path

import pytest

from app.config import ConfigError, load_settings
from app.config.keyfile import generate_keys

_NAMES = ("SECRET_KEY", "TWOFA_SECRET_KEY", "ENCRYPTION_KEYS", "PASSWORD_PEPPER")
_SIGNING, _NAMED = _NAMES[:2], _NAMES[2:]


def encoded(key: bytes) -> str:
    return base64.b64encode(key).decode()


def refusal(**changes: str) -> str:
    """What a public server says to fresh keys with some of them changed."""
    environ = {"PUBLIC_URL": "https://login.example.com", **generate_keys(), **changes}
    with pytest.raises(ConfigError) as refused:
        load_settings(environ)
    text = str(refused.value)
    assert "\n" not in text
    assert not any(len(value) > 6 and value in text for value in changes.values())
    return text


def test_fresh_keys_are_taken_r85() -> None:
    environ = {"PUBLIC_URL": "https://login.example.com", **generate_keys()}
    assert load_settings(environ).is_https


@pytest.mark.parametrize("name", _NAMES)
def test_a_public_server_needs_every_key_r85(name: str) -> None:
    assert refusal(**{name: ""}) == f"{name} is missing: `flask keys generate` makes one"


def test_a_public_server_makes_no_keys_r85(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        load_settings({"PUBLIC_URL": "https://login.example.com", "INSTANCE_DIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", _SIGNING)
@pytest.mark.parametrize(
    "key",
    [
        "short",
        "a-key-of-31-characters-0123456",
        "x" * 64,
        "abababababababababababababababababab",
        "change_me_2fa_change_me_2fa_0123456789",
        "CHANGE-ME-to-something-long-0123456789",
        "changeme0123456789abcdefghijklmnopqrst",
        "my-default-key-0123456789-abcdefghijkl",
        "your-secret-key-goes-here-0123456789-a",
        "this is only an example 0123456789 abc",
        "insecure-0123456789-abcdefghijklmnopqr",
    ],
)
def test_a_short_or_well_known_signing_key_is_refused_r85(name: str, key: str) -> None:
    assert refusal(**{name: key}).startswith(name)


@pytest.mark.parametrize("name", _SIGNING)
def test_a_weak_key_behind_a_good_one_is_refused_too_r85(name: str) -> None:
    good = generate_keys()[name]
    for behind in ("short", "", "x" * 40):
        assert refusal(**{name: f"{good},{behind}"}).startswith(name)


@pytest.mark.parametrize("name", _NAMED)
@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "k1:",
        "k1:!!!",
        "k1:é",
        f"{encoded(bytes(range(32)))}",
        f":{encoded(bytes(range(32)))}",
        f"k 1:{encoded(bytes(range(32)))}",
        f"k.1:{encoded(bytes(range(32)))}",
        f"k1:{encoded(bytes(range(31)))}",
        f"k1:{encoded(bytes(range(33)))}",
        f"k1:{encoded(bytes(32))}",
        f"k1:{encoded(b'change-me' * 3 + b'01234')}",
        f"k1:{encoded(bytes(range(32)))},k1:{encoded(bytes(range(1, 33)))}",
        f"k1:{encoded(bytes(range(32)))},",
    ],
)
def test_a_malformed_or_guessable_named_key_is_refused_r85(name: str, value: str) -> None:
    assert refusal(**{name: value}).startswith(name)


@pytest.mark.parametrize(("one", "other"), [_SIGNING, _NAMED])
def test_equal_keys_are_refused_r85(one: str, other: str) -> None:
    keys = generate_keys()
    assert "must all be different" in refusal(**{**keys, other: keys[one]})


def test_an_equal_key_behind_another_or_under_another_name_is_refused_r85() -> None:
    keys = generate_keys()
    shared = keys["ENCRYPTION_KEYS"].partition(":")[2]
    hidden = f"{keys['PASSWORD_PEPPER']},other:{shared}"
    assert "must all be different" in refusal(**{**keys, "PASSWORD_PEPPER": hidden})
    doubled = f"{keys['SECRET_KEY']},{keys['SECRET_KEY']}"
    assert "must all be different" in refusal(**{**keys, "SECRET_KEY": doubled})


def test_named_keys_keep_their_order_and_take_both_base64_alphabets() -> None:
    key = bytes(range(224, 256))
    urlsafe = base64.urlsafe_b64encode(key).decode()
    environ = {"PUBLIC_URL": "https://login.example.com", **generate_keys()}
    first, second = f"b:{urlsafe}", f"a:{encoded(bytes(range(100, 132)))}"
    found = load_settings({**environ, "ENCRYPTION_KEYS": f"{first}, {second}"})
    assert list(found.encryption_keys.items()) == [("b", key), ("a", bytes(range(100, 132)))]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.com"])
def test_a_public_host_with_a_loopback_address_is_refused_r85(tmp_path: Path, host: str) -> None:
    with pytest.raises(ConfigError, match="PUBLIC_URL must be the public address"):
        load_settings({"INSTANCE_DIR": str(tmp_path), "HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_loopback_host_makes_its_own_keys(tmp_path: Path, host: str) -> None:
    load_settings({"INSTANCE_DIR": str(tmp_path), "HOST": host})
    assert (tmp_path / "keys.env").exists()


@pytest.mark.parametrize("url", ["http://localhost.example.com", "http://127.0.0.1.example.com"])
def test_a_name_that_only_begins_like_a_loopback_one_is_public_r85(url: str) -> None:
    with pytest.raises(ConfigError, match="is missing"):
        load_settings({"PUBLIC_URL": url})
