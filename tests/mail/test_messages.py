"""Promise: text and HTML of each mail tell the same facts and link, and obey nobody's words."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest

from app.config.operators import operator_act
from app.core.act import Act
from app.core.request_origin import RequestOrigin
from app.mail.message import Message
from app.mail.mime import as_html, as_text
from app.mail.wording import account
from tests.conftest import make_settings

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
_ACT = Act(RequestOrigin(ip="203.0.113.7", user_agent=_FIREFOX, request_id="r"), _NOW)
_SETTINGS = make_settings(app_name="Käse & <Co>", public_url="https://login.example.com")
_MORE: dict[Callable[..., Message], dict[str, Any]] = {
    account.verify_email: {"token": "T0K3N"},
    account.verify_made_for_you: {"token": "T0K3N"},
    account.reset_password: {"token": "T0K3N"},
    account.email_change: {"token": "T0K3N"},
    account.already_registered: {},
    account.password_changed: {},
    account.email_change_asked: {"new_email": "new&<b>@example.com"},
    account.email_changed: {"new_email": "new&<b>@example.com", "token": "T0K3N"},
    account.taken_back: {"token": "T0K3N"},
    account.account_closed: {},
    account.two_factor_changed: {"what": "turned on"},
    account.backup_code_used: {"left": 4},
    account.codes_locked: {},
    account.backup_codes_replaced: {},
    account.new_device: {},
    account.session_reuse: {},
    account.operator_acted: {"what": "signed you out everywhere"},
}


def _read(html: str) -> str:
    """What a reader of the page sees, without the spacing of the markup."""
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(shown).split())


@pytest.fixture(params=list(_MORE), ids=lambda make: make.__name__)
def message(request: pytest.FixtureRequest) -> Message:
    make = request.param
    made: Message = make(_SETTINGS, "ann@example.com", act=_ACT, **_MORE[make])
    assert made.kind == make.__name__
    return made


def test_every_mail_there_is_is_proven_here() -> None:
    assert {each.__name__ for each in _MORE} == set(account.__all__) - {"Message"}


def test_both_forms_tell_when_from_where_by_what_and_the_advice(message: Message) -> None:
    text = " ".join(as_text(message, _SETTINGS).split())
    page = _read(as_html(message, _SETTINGS))
    told = [value for _, value in message.facts]
    assert told[:3] == ["2026-11-21 12:00 UTC", "203.0.113.7", "Firefox on Linux"]
    assert message.advice
    for each in (*told, *message.paragraphs, message.advice, "https://login.example.com"):
        assert each in text
        assert each in page


def test_both_forms_hold_the_same_link_whole(message: Message) -> None:
    text, page = as_text(message, _SETTINGS), as_html(message, _SETTINGS)
    links = [unescape(each) for each in re.findall(r'href="([^"]*)"', page)]
    assert links == ([message.action.url] if message.action else [])
    for link in links:
        assert link.startswith("https://login.example.com/")
        assert link in text.splitlines()
        assert link in _read(page)
    assert page.count("T0K3N") == 2 * text.count("T0K3N")


def test_a_mail_loads_nothing_and_runs_nothing(message: Message) -> None:
    page = as_html(message, _SETTINGS)
    assert not re.search(r"<(img|script|link|iframe|object|form)|src=|url\(|@import| on\w+=", page)
    assert '<html lang="en"' in page
    assert "prefers-color-scheme: dark" in page


def test_what_others_chose_is_escaped(message: Message) -> None:
    page = as_html(message, _SETTINGS)
    assert "<Co>" not in page
    assert "<b>" not in page
    assert "K\u00e4se &amp; &lt;Co&gt;" in page


def test_a_line_of_text_is_no_longer_than_it_has_to_be(message: Message) -> None:
    for line in as_text(message, _SETTINGS).splitlines():
        assert len(line) <= 78 or line.startswith("https://")


def test_a_sealed_mail_is_read_as_it_was_written(message: Message) -> None:
    assert Message.from_content(message.content()) == message


def test_a_hostile_user_agent_adds_no_line_and_no_markup() -> None:
    for agent in ("<script>alert(1)</script>", "x\r\nFrom: the bank", "https://evil.example/1.0"):
        client = RequestOrigin(ip="203.0.113.7", user_agent=agent, request_id="r")
        made = account.new_device(_SETTINGS, "a@example.com", act=Act(client, _NOW))
        both = as_text(made, _SETTINGS) + as_html(made, _SETTINGS)
        assert not any(part in both for part in ("alert", "the bank", "evil"))


def test_a_line_break_in_a_fact_begins_no_line() -> None:
    made = account.email_changed(
        _SETTINGS, "a@example.com", new_email="b@c.d\n\nClick:", token=None, act=_ACT
    )
    assert "b@c.d Click:" in as_text(made, _SETTINGS)


def test_the_command_line_is_told_as_such() -> None:
    made = account.password_changed(_SETTINGS, "a@example.com", act=operator_act(_NOW))
    assert made.facts[1:] == (("From", "the command line"),)


def test_a_few_backup_codes_left_is_a_warning_r26() -> None:
    told = {
        left: as_text(
            account.backup_code_used(_SETTINGS, "a@example.com", left=left, act=_ACT),
            _SETTINGS,
        )
        for left in (1, 3, 4)
    }
    assert "3 are left" in told[3]
    assert "1 is left" in told[1]
    assert ["Make new ones soon" in told[left] for left in (1, 3, 4)] == [True, True, False]


def test_the_mail_never_shows_its_link_in_a_repr(message: Message) -> None:
    assert "T0K3N" not in repr(message)
    assert "ann@example.com" not in repr(message)
