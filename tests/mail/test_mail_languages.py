"""Promise: each mail is in its reader's language, from its head to its last line."""

import email
import re
from typing import Any

import pytest

from app.core.languages import ENGLISH, languages
from app.core.text import Text, told
from app.mail.message import Message
from app.mail.mime import as_html, as_text, build
from tests.mail.kinds import NOW, SETTINGS, every_mail
from tests.translations import is_translated

OTHERS = [each for each in languages() if each != ENGLISH]


def _sentences(message: Message) -> list[str]:
    labels = [message.action.label] if message.action else []
    names = [name for name, _ in message.facts]
    return [message.subject, *message.paragraphs, *names, *labels, message.advice]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("message", every_mail(), ids=lambda message: message.kind)
def test_no_english_sentence_is_left_in_a_mail(message: Message, language: str) -> None:
    made = message.told_in(language)
    for english, said in zip(_sentences(message), _sentences(made), strict=True):
        assert isinstance(english, Text), english
        assert said != str(english)
        assert is_translated(said, language), said
    moments = [told(value, language) for _, value in message.facts[:1]]
    assert [value for _, value in made.facts[:1]] == moments
    assert made.action is None or made.action.url == message.action.url  # type: ignore[union-attr]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("message", every_mail(), ids=lambda message: message.kind)
def test_the_head_and_both_forms_name_the_language(message: Message, language: str) -> None:
    made = message.told_in(language)
    mail = build(SETTINGS, made, mail_id="m", now=NOW)
    assert mail["Content-Language"] == language
    parsed = email.message_from_bytes(bytes(mail), policy=mail.policy)
    forms: list[Any] = [parsed.get_body((kind,)) for kind in ("plain", "html")]
    assert [each.get_content_subtype() for each in forms] == ["plain", "html"]
    page = as_html(made, SETTINGS)
    assert re.findall(r'lang="(\w+)"\s+dir="(\w+)"', page) == [(language, "ltr")] * 2
    assert not re.search(r"Or copy|Sent by|hour|minute|[a-z] on [A-Z]", page)
    assert not re.search(r"\b(you|your|the)\b", as_text(made, SETTINGS), re.IGNORECASE)


def test_a_mail_that_an_older_version_queued_is_in_english() -> None:
    content = every_mail()[0].told_in("de").content()
    del content["language"]
    assert Message.from_content(content).language == "en"
    assert every_mail()[0].told_in("").language == "en"
    assert every_mail()[0].told_in("xx").language == "en"
