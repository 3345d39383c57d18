"""A mail before rendering: words, facts, one action and a closing advice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from app.core.act import Act
from app.core.devices import describe_device
from app.core.languages import ENGLISH, known
from app.core.request_origin import place_text
from app.core.text import _, _n, moment_text, told

Fact = tuple[str, str]


@dataclass(frozen=True)
class Action:
    """The one action of a mail: its label and its link."""

    label: str
    url: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail before it is queued.

    An empty `to` makes it a decoy, which is never sent.
    """

    kind: str
    to: str = field(repr=False)
    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    action: Action | None = None
    advice: str = ""
    language: str = ENGLISH

    def told_in(self, language: str) -> Self:
        """Return the mail in a language.

        Where that has no words, it is in English.
        """
        action = self.action and replace(self.action, label=told(self.action.label, language))
        return replace(
            self,
            subject=told(self.subject, language),
            paragraphs=tuple(told(each, language) for each in self.paragraphs),
            facts=tuple((told(name, language), told(each, language)) for name, each in self.facts),
            action=action,
            advice=told(self.advice, language),
            language=known(language),
        )

    def content(self) -> dict[str, Any]:
        """Return the fields as they are sealed."""
        return asdict(self)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Return the message of `content()`.

        Also takes a mail that version 0.1 queued, with its whole text in one field. Raises KeyError
        or TypeError for anything else.
        """
        head = {name: content[name] for name in ("kind", "to", "subject")}
        if "text" in content:
            return cls(**head, paragraphs=tuple(content["text"].strip().split("\n\n")))
        action = content["action"]
        return cls(
            **head,
            paragraphs=tuple(content["paragraphs"]),
            facts=tuple((name, value) for name, value in content["facts"]),
            action=Action(**action) if action else None,
            advice=content["advice"],
            language=content.get("language", ENGLISH),
        )


def facts(act: Act, *more: Fact) -> tuple[Fact, ...]:
    """Return the facts of a notice: time, place, device, reason and `more`.

    An operator has no device. The place and device of an administrator are their own affair.
    """
    found: list[Fact] = [(_("When"), moment_text(act.now))]
    if act.by is None:
        found.append((_("From"), place_text(act.origin.ip)))
    if act.by is None and not act.origin.is_operator:
        found.append((_("Device"), describe_device(act.origin.user_agent)))
    if act.reason:
        found.append((_("Reason"), act.reason))
    return (*found, *more)


def life(seconds: int) -> str:
    """Return how long a link works, in words."""
    if seconds % 3600 == 0:
        many = seconds // 3600
        return _n("{count} hour", "{count} hours", many).format(count=many)
    if seconds % 60 == 0:
        many = seconds // 60
        return _n("{count} minute", "{count} minutes", many).format(count=many)
    return _n("{count} second", "{count} seconds", seconds).format(count=seconds)
