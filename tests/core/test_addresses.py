"""Promise: one mailbox has one spelling, and what is no address is refused (R44)."""

import pytest

from app.core.addresses import normal_form
from app.core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Mike@Example.COM", "mike@example.com"),
        ("  mike@example.com \t", "mike@example.com"),
        ("mike@example.com\n", "mike@example.com"),
        ("mike＠example.com", "mike@example.com"),
        ("ｍｉｋｅ@example.com", "mike@example.com"),
        ("ﬁona@example.com", "fiona@example.com"),
        ("straße@example.com", "strasse@example.com"),
        ("STRASSE@example.com", "strasse@example.com"),
        ("ann@BÜCHER.example", "ann@bücher.example"),
        ("ann@xn--bcher-kva.example", "ann@bücher.example"),
        ("a+tag@example.com", "a+tag@example.com"),
        ("ann@server.local", "ann@server.local"),
        ("ann@team.internal", "ann@team.internal"),
        ("jose\u0301@example.com", "jos\u00e9@example.com"),
        ("ſam@example.com", "sam@example.com"),
        ("ann@\u212a.example", "ann@k.example"),
        ("ann@example。com", "ann@example.com"),
        ("ann@XN--BCHER-KVA.example", "ann@bücher.example"),
        ("\u3000ann@example.com\u2028", "ann@example.com"),
        ("ΣΊΣΥΦΟΣ@example.com", "σίσυφοσ@example.com"),
        ("mike﹫example.com", "mike@example.com"),
        ("ann@straße.example", "ann@straße.example"),
        ("ann@STRAßE.example", "ann@straße.example"),
        ("ann@STRAẞE.example", "ann@straße.example"),
        ("ann@xn--strae-oqa.example", "ann@straße.example"),
        ("ann@XN--STRAE-OQA.EXAMPLE", "ann@straße.example"),
        ("STRAßE@straße.example", "strasse@straße.example"),
        ("ann@σίσυφος.example", "ann@σίσυφος.example"),
        ("ann@xn--kxa6ajbbmh.example", "ann@σίσυφος.example"),
        ("ann@faß。example", "ann@faß.example"),
        ("ann@ＥＸＡＭＰＬＥ．com", "ann@example.com"),
        ("ann@İstanbul.example", "ann@i\u0307stanbul.example"),
    ],
)
def test_spellings_of_one_mailbox_become_one_r44(typed: str, normal: str) -> None:
    assert normal_form(typed) == normal
    assert normal_form(normal) == normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("m\u0131ke@example.com", "mike@example.com"),
        ("ann@\u0131stanbul.example", "ann@istanbul.example"),
        ("ann@straße.example", "ann@strasse.example"),
        ("ann@xn--strae-oqa.example", "ann@strasse.example"),
        ("ann@σίσυφος.example", "ann@σίσυφοσ.example"),
    ],
)
def test_a_letter_that_only_folds_alike_is_another_mailbox_r44(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "@",
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "ann@@example.com",
        "ann@exa mple.com",
        "ann bell@example.com",
        "ann@example.com,bob@example.com",
        "ann@example.com\r\nBcc: bob@example.com",
        "ann\n@example.com",
        "ann@example.com\0",
        "Ann <ann@example.com>",
        "ann@example..com",
        ".ann@example.com",
        "ann@[127.0.0.1]",
        '"ann bell"@example.com',
        "ann@-example.com",
        "a\u200bnn@example.com",
        "a\u00a0nn@example.com",
        "ann\u202e@example.com",
        "ann\u00ad@example.com",
        "ann@exam\u200dple.com",
        "ann@xn--a.com",
        "ann@straße.example.",
        "ann@example.com。",
        "ann@नाम\u200dकं.example",
        "ann@⒈example.com",
        "ann@" + "ß" * 60 + ".example",
        "ann＠bob@example.com",
        "a@" + "a." * 50_000 + "com",
        "a" * 255 + "@example.com",
    ],
)
def test_what_is_no_address_is_refused_r44_r79(typed: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        normal_form(typed)
    assert list(refused.value.fields or {}) == ["email"]


def test_the_length_is_measured_after_normalising_r44() -> None:
    # Each ligature is one character that becomes eighteen.
    with pytest.raises(InvalidRequest):
        normal_form("ﷺ" * 20 + "@example.com")


def test_a_cyrillic_domain_is_another_one_r44() -> None:
    assert normal_form("ann@xn--pple-43d.com") != normal_form("ann@apple.com")
