"""Promise: limits count by what one household or machine owns, and never by nothing (R53)."""

import pytest

from app.core.request_origin import OPERATOR, RequestOrigin, address_in, command_line


def _address(ip: str) -> str:
    return RequestOrigin(ip=ip, user_agent="", request_id="").address


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
    origin = command_line("alice")
    assert (origin.ip, origin.address) == ("operator", "unknown")
    assert origin.is_operator


def test_a_network_is_an_ipv4_address_or_an_ipv6_48() -> None:
    """A provider gives a customer a /48: 65,536 of what limits count by."""
    own = ["2001:db8:1::1", "2001:db8:1:ffff::1", "::ffff:192.0.2.7", "192.0.2.8", "unix:", ""]
    networks = [RequestOrigin(ip=ip, user_agent="", request_id="").network for ip in own]
    unknown = ["unknown"] * 2
    assert networks == ["2001:db8:1::/48"] * 2 + ["192.0.2.7", "192.0.2.8", *unknown]


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
    assert address_in(told) == ip
    assert _address(address_in(told)) != "unknown"


@pytest.mark.parametrize(
    "told",
    [
        *["", " ", "unix:", OPERATOR, "unknown", "_hidden", "192.0.2.7, 192.0.2.8"],
        *["192.0.2.7:", "192.0.2.7:x", "[]", "[", "1.2.3:4", ":80"],
    ],
)
def test_what_is_no_address_is_none(told: str) -> None:
    assert address_in(told) == ""
