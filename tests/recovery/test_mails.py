"""Promise: each mail of a recovery tells whose it is and what to do, alike as text and as page, and
nobody's text becomes markup or a link."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from typing import Any

import pytest

from app.core.act import Actor
from app.mail.message import Message
from app.mail.mime import as_html, as_text
from app.mail.wording import recovery, recovery_address
from tests.mail.kinds import ACT, NOW, SETTINGS

EVIL = "<script>x</script>@example.com"
_ACCOUNT = recovery.watched_account(SETTINGS, EVIL)
_HEARD: dict[str, dict[str, Any]] = {
    "begun": {"ready_at": NOW, "token": "T0K3N", "act": ACT},
    "half_way": {"ready_at": NOW, "token": "T0K3N"},
    "ready": {"expires_at": NOW, "token": "T0K3N"},
    "stopped": {"how": "mail", "act": ACT},
    "ended": {"reason": "factor", "act": ACT},
    "lapsed": {"reason": "unused"},
    "finished": {"until": NOW, "act": ACT},
}
MADE: dict[str, Callable[[], Message]] = {
    **{
        f"recovery_{name}": partial(
            getattr(recovery, name), SETTINGS, "ann@example.com", _ACCOUNT, **more
        )
        for name, more in _HEARD.items()
    },
    "recovery_finish": partial(
        recovery.finish, SETTINGS, "ann@example.com", expires_at=NOW, token="T0K3N"
    ),
    "recovery_address_confirm": partial(
        recovery_address.confirm, SETTINGS, "ann@example.com", token="T0K3N", act=ACT
    ),
    "recovery_address_asked": partial(
        recovery_address.asked, SETTINGS, "ann@example.com", address=EVIL, act=ACT
    ),
    "recovery_address_set": partial(
        recovery_address.set_anew, SETTINGS, "ann@example.com", address=EVIL, act=ACT
    ),
    "recovery_address_removed": partial(
        recovery_address.removed, SETTINGS, "ann@example.com", address=EVIL, act=ACT
    ),
}


@pytest.fixture(params=MADE)
def message(request: pytest.FixtureRequest) -> Message:
    made = MADE[request.param]()
    assert made.kind == request.param
    return made


def _read(html: str) -> str:
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(shown).split())


def test_both_forms_tell_the_same(message: Message) -> None:
    text, page = " ".join(as_text(message, SETTINGS).split()), _read(as_html(message, SETTINGS))
    assert message.advice
    for each in (*message.paragraphs, message.advice, *(value for _, value in message.facts)):
        shown = " ".join(str(each).split())
        assert shown in text
        assert _read(shown) in page or shown in page


def test_no_address_becomes_markup(message: Message) -> None:
    assert "<script" not in as_html(message, SETTINGS)


def test_a_link_with_a_token_is_the_only_link(message: Message) -> None:
    links = [unescape(each) for each in re.findall(r'href="([^"]*)"', as_html(message, SETTINGS))]
    assert links == ([message.action.url] if message.action else [])
    tokens = [each for each in links if "#token=T0K3N" in each]
    pages = {"begun", "half_way", "ready", "finish", "confirm"}
    assert bool(tokens) is any(message.kind.endswith(each) for each in pages)


def test_a_mail_that_an_administrator_causes_names_them() -> None:
    act = type(ACT)(ACT.origin, NOW, by=Actor("id", "Root (root@example.com)"), reason="Not her")
    for made in (
        recovery.stopped(SETTINGS, "ann@example.com", _ACCOUNT, how="operator", act=act),
        recovery.ended(SETTINGS, "ann@example.com", _ACCOUNT, reason="operator", act=act),
    ):
        text = " ".join(as_text(made, SETTINGS).split())
        assert "Root (root@example.com)" in text
        assert "Not her" in text
        assert ACT.origin.ip not in text
