"""Promise: text and HTML of each mail tell the same facts and link, and obey nobody's words."""

import re
from html import unescape

import pytest

from app.config.operators import operator_act
from app.core.act import Act
from app.core.request_origin import RequestOrigin
from app.mail.message import Message
from app.mail.mime import as_html, as_text
from app.mail.wording import account
from tests.mail.kinds import ACT, MORE, NOW, SETTINGS, make


def _read(html: str) -> str:
    """What a reader of the page sees, without the spacing of the markup."""
    shown = re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(shown).split())


@pytest.fixture(params=list(MORE), ids=lambda make: make.__name__)
def message(request: pytest.FixtureRequest) -> Message:
    made = make(request.param)
    assert made.kind == request.param.__name__
    return made


def test_every_mail_there_is_is_proven_here() -> None:
    assert {each.__name__ for each in MORE} == {*account.__all__, "invitation"} - {"Message"}


def test_both_forms_tell_when_from_where_by_what_and_the_advice(message: Message) -> None:
    text = " ".join(as_text(message, SETTINGS).split())
    page = _read(as_html(message, SETTINGS))
    told = [value for _, value in message.facts]
    where = ["2026-11-21 12:00 UTC", "203.0.113.7", "Firefox on Linux"]
    # A stranger who is invited learns nothing of the inviter's machine.
    assert not set(where) & set(told) if message.kind == "invitation" else told[:3] == where
    assert message.advice
    for each in (*told, *message.paragraphs, message.advice, "https://login.example.com"):
        assert each in text
        assert each in page


def test_both_forms_hold_the_same_link_whole(message: Message) -> None:
    text, page = as_text(message, SETTINGS), as_html(message, SETTINGS)
    links = [unescape(each) for each in re.findall(r'href="([^"]*)"', page)]
    assert links == ([message.action.url] if message.action else [])
    for link in links:
        assert link.startswith("https://login.example.com/")
        assert link in text.splitlines()
        assert link in _read(page)
    assert page.count("T0K3N") == 2 * text.count("T0K3N")


def test_a_mail_loads_nothing_and_runs_nothing(message: Message) -> None:
    page = as_html(message, SETTINGS)
    assert not re.search(r"<(img|script|link|iframe|object|form)|src=|url\(|@import| on\w+=", page)
    assert '<html lang="en"' in page
    assert "prefers-color-scheme: dark" in page


def test_what_others_chose_is_escaped(message: Message) -> None:
    page = as_html(message, SETTINGS)
    assert "<Co>" not in page
    assert "<b>" not in page
    assert "K\u00e4se &amp; &lt;Co&gt;" in page


def test_a_line_of_text_is_no_longer_than_it_has_to_be(message: Message) -> None:
    for line in as_text(message, SETTINGS).splitlines():
        assert len(line) <= 78 or line.startswith("https://")


def test_a_sealed_mail_is_read_as_it_was_written(message: Message) -> None:
    assert Message.from_content(message.content()) == message


def test_a_hostile_user_agent_adds_no_line_and_no_markup() -> None:
    for agent in ("<script>alert(1)</script>", "x\r\nFrom: the bank", "https://evil.example/1.0"):
        client = RequestOrigin(ip="203.0.113.7", user_agent=agent, request_id="r")
        made = account.new_device(SETTINGS, "a@example.com", act=Act(client, NOW))
        both = as_text(made, SETTINGS) + as_html(made, SETTINGS)
        assert not any(part in both for part in ("alert", "the bank", "evil"))


def test_a_line_break_in_a_fact_begins_no_line() -> None:
    made = account.email_changed(
        SETTINGS, "a@example.com", new_email="b@c.d\n\nClick:", token=None, act=ACT
    )
    assert "b@c.d Click:" in as_text(made, SETTINGS)


def test_the_command_line_is_told_as_such() -> None:
    made = account.password_changed(SETTINGS, "a@example.com", act=operator_act(NOW))
    assert made.facts[1:] == (("From", "the command line"),)


def test_a_few_backup_codes_left_is_a_warning_r26() -> None:
    told = {
        left: as_text(
            account.backup_code_used(SETTINGS, "a@example.com", left=left, act=ACT),
            SETTINGS,
        )
        for left in (1, 3, 4)
    }
    assert "3 are left" in told[3]
    assert "1 is left" in told[1]
    assert ["Make new ones soon" in told[left] for left in (1, 3, 4)] == [True, True, False]


def test_the_mail_never_shows_its_link_in_a_repr(message: Message) -> None:
    assert "T0K3N" not in repr(message)
    assert "ann@example.com" not in repr(message)
