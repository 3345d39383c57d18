"""Promise: limits count by what one household or machine owns, and never by nothing (R53)."""

import pytest

from app.core.client import COMMAND_LINE, Client, bare_address


def _address(ip: str) -> str:
    return Client(ip=ip, user_agent="", request_id="").address


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff"),
        ("2001:db8:1:2::1", "2001:0DB8:0001:0002::00ff"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::ffff:c000:207", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::2%eth1"),
    ],
)
def test_these_count_as_one_r53(one: str, other: str) -> None:
    assert _address(one) == _address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("192.0.2.7", "192.0.2.8"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8"),
        ("::ffff:192.0.2.7", "::1"),
    ],
)
def test_these_count_apart_r53(one: str, other: str) -> None:
    assert _address(one) != _address(other)


@pytest.mark.parametrize("ip", ["", "nonsense", "192.0.2.7:80", "192.0.2.07", "unix:", "1" * 1000])
def test_what_is_no_address_counts_together_under_a_name_that_is_not_empty_r53(ip: str) -> None:
    assert _address(ip) == "unknown"


def test_the_command_line_has_no_address() -> None:
    assert (COMMAND_LINE.ip, COMMAND_LINE.address) == ("", "unknown")


@pytest.mark.parametrize(
    ("told", "ip"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:80", "192.0.2.7"),
        ('"192.0.2.7:65535"', "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:DB8::1]:443", "2001:DB8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("[::ffff:192.0.2.7]:80", "::ffff:192.0.2.7"),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
        ("fe80::1%eth0", "fe80::1"),
        ("[fe80::1%25eth0]:80", "fe80::1"),
        (
            "[2001:0db8:0000:0000:0000:0000:0000:0001]:65535",
            "2001:0db8:0000:0000:0000:0000:0000:0001",
        ),
    ],
)
def test_an_address_is_told_without_what_gateways_put_around_it(told: str, ip: str) -> None:
    assert bare_address(told) == ip
    assert _address(bare_address(told)) != "unknown"


@pytest.mark.parametrize(
    "told", ["", "unknown", "_hidden", "192.0.2.7:", "192.0.2.7:x", "[]", "[", "1.2.3:4", ":80"]
)
def test_what_is_no_address_is_told_as_it_is(told: str) -> None:
    assert bare_address(told) == told
