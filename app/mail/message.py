"""What a mail is before it has a form: words, facts, one thing to do and a closing advice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from app.core.client import Client, place_text
from app.core.devices import describe_device

Fact = tuple[str, str]


@dataclass(frozen=True)
class Action:
    """The one thing that a reader may want to do: a few words, and the address that does it."""

    label: str
    url: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One mail before it is queued; an empty `to` makes it a decoy that is never sent."""

    kind: str
    to: str = field(repr=False)
    subject: str
    paragraphs: tuple[str, ...]
    facts: tuple[Fact, ...] = ()
    action: Action | None = None
    advice: str = ""

    def content(self) -> dict[str, Any]:
        """Return the fields as they are sealed."""
        return asdict(self)

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """Return the message of `content()`, also of one that was queued by version 0.1, which
        wrote its whole text in one field. Raises KeyError or TypeError for anything else."""
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
        )


def facts(now: datetime, client: Client | None = None, *more: Fact) -> tuple[Fact, ...]:
    """Return what every notice tells: when, from where and by what, as far as it is known."""
    told: list[Fact] = [("When", now.strftime("%Y-%m-%d %H:%M UTC"))]
    if client is not None:
        told += [("From", place_text(client.ip))]
        if not client.is_operator:
            told += [("Device", describe_device(client.user_agent))]
    return (*told, *more)


def life(seconds: int) -> str:
    """Return how long a link lives, in words."""
    for unit, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= unit and seconds % unit == 0:
            many = seconds // unit
            return f"{many} {name}" if many == 1 else f"{many} {name}s"
    return "a moment"
