"""Promise: passkeys are made for a host that browsers accept and strangers do not share (P11)."""

import subprocess
import sys

import pytest

from app.config import ROOT, ConfigError, Settings, load_settings
from app.config.keyfile import generate_keys

_KEYS = generate_keys()


def load(address: str = "https://login.example.co.uk", **more: str) -> Settings:
    return load_settings({**_KEYS, "PUBLIC_URL": address, **more})


def refusal(address: str = "https://login.example.co.uk", **more: str) -> str:
    with pytest.raises(ConfigError) as refused:
        load(address, **more)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_nothing_said_makes_passkeys_for_our_host_alone() -> None:
    found = load("https://login.example.com:8443")
    assert (found.passkey_host, found.rp_id, found.passkey_origins) == (
        "login.example.com",
        None,
        (),
    )


@pytest.mark.parametrize(
    ("address", "has"),
    [
        ("https://login.example.com", True),
        ("https://intranet", True),
        ("https://xn--bcher-kva.example:8443", True),
        ("http://localhost:8000", True),
        ("http://app.localhost", True),
        ("http://login.example.com", False),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
        ("https://a_b.example.com", False),
    ],
)
def test_browsers_offer_passkeys_under_https_and_a_name(address: str, has: bool) -> None:
    assert load(address).has_passkeys is has


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("https://login.example.co.uk", "example.co.uk"),
        ("https://login.example.co.uk", " Login.Example.co.uk "),
        ("https://a.b.c.example.com:8443", "b.c.example.com"),
        ("http://localhost:8000", "localhost"),
        ("https://intranet", "intranet"),
        ("https://co.uk", "co.uk"),  # whose own page it is can say so
        ("https://a.city.kawasaki.jp", "city.kawasaki.jp"),  # excepted in the list
    ],
)
def test_p11_a_parent_of_our_host_is_taken(address: str, given: str) -> None:
    found = load(address, RP_ID=given)
    assert found.passkey_host == found.rp_id == given.strip().lower()


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("https://login.example.co.uk", "co.uk"),
        ("https://login.example.co.uk", "uk"),
        ("https://team.github.io", "github.io"),
        ("https://login.example.ck", "example.ck"),  # `*.ck` in the list
        ("https://login.xn--55qx5d.cn", "xn--55qx5d.cn"),  # the list spells it 公司.cn
        ("https://login.lan", "lan"),
        ("http://app.localhost", "localhost"),
    ],
)
def test_p11_a_name_that_strangers_share_is_refused(address: str, given: str) -> None:
    assert refusal(address, RP_ID=given) == (
        f"RP_ID must be of your own: strangers have names under {given}"
    )


@pytest.mark.parametrize(
    "given",
    ["example.com", "ple.co.uk", "app.login.example.co.uk", "xn--bcher-kva.co.uk", "localhost"],
)
def test_p11_a_host_of_somebody_else_is_refused(given: str) -> None:
    assert refusal(RP_ID=given) == "RP_ID must be the host of PUBLIC_URL or a parent of it"


@pytest.mark.parametrize(
    "given",
    [
        "127.0.0.1",
        "2001:db8::1",
        "0.1",
        "example.com:443",
        "https://example.com",
        ".example.com",
        "example..com",
        "a b.com",
        "exämple.com",
        "-a.com",
        f"{'a' * 64}.com",
        "a." * 127 + "com",
    ],
)
def test_p11_what_is_no_host_is_refused(given: str) -> None:
    assert refusal(RP_ID=given) == "RP_ID must be a host of your own such as example.com"


@pytest.mark.parametrize(
    "setting", [{"RP_ID": "example.com"}, {"PASSKEY_ORIGINS": "https://example.com"}]
)
@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://login.example.com"])
def test_passkeys_are_not_asked_for_where_no_browser_has_them(
    address: str, setting: dict[str, str]
) -> None:
    assert refusal(address, **setting) == (
        f"{next(iter(setting))} needs a PUBLIC_URL with https and a name as its host"
    )


@pytest.mark.parametrize(
    ("address", "given", "origins"),
    [
        ("https://a.example", " https://B.example:443/ ,", ("https://b.example",)),
        ("https://a.example", "https://b.example:8443", ("https://b.example:8443",)),
        ("http://localhost:8000", "http://localhost:5173", ("http://localhost:5173",)),
        ("http://localhost:8000", "https://b.example", ("https://b.example",)),
    ],
)
def test_p11_other_origins_are_kept_as_browsers_spell_them(
    address: str, given: str, origins: tuple[str, ...]
) -> None:
    assert load(address, PASSKEY_ORIGINS=given).passkey_origins == origins


@pytest.mark.parametrize(
    "given",
    [
        "*",
        "null",
        "b.example",
        "http://b.example",
        "http://localhost:5173",
        "https://192.0.2.7",
        "https://b.example/path",
        "https://b.example,https://B.example",
        "android:apk-key-hash:abc",
    ],
)
def test_p11_what_is_no_origin_with_passkeys_is_refused(given: str) -> None:
    assert refusal(PASSKEY_ORIGINS=given).startswith("PASSKEY_ORIGINS ")


def test_p11_browsers_read_five_labels_of_a_list() -> None:
    same = [f"https://{host}" for host in ("a.co.uk", "www.a.co.uk", "a.com", "b.a.de")]
    others = [f"https://{label}.github.io" for label in "bcde"]
    assert len(load(PASSKEY_ORIGINS=",".join(same + others)).passkey_origins) == 8
    too_many = ",".join([*same, *others, "https://f.example"])
    assert refusal(PASSKEY_ORIGINS=too_many).startswith("PASSKEY_ORIGINS names more than 5")


def test_the_list_of_public_suffixes_is_read_only_where_it_is_needed() -> None:
    script = """
import sys
from tests.config.test_passkey_settings import load
load(), load(RP_ID="login.example.co.uk")
print("fido2" in sys.modules)
load(RP_ID="example.co.uk")
print("fido2.rpid" in sys.modules, "fido2.cose" in sys.modules)
"""
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ended.stdout.split() == ["False", "True", "False"]
