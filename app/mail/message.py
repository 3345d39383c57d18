"""A mail before rendering: words, facts, one action and a closing advice."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from app.core.act import Act
from app.core.devices import describe_device
from app.core.request_origin import place_text

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
        )


def facts(act: Act, *more: Fact) -> tuple[Fact, ...]:
    """Return the facts of a notice: time, place, device and `more`.

    An operator has no device.
    """
    told = [("When", act.now.strftime("%Y-%m-%d %H:%M UTC")), ("From", place_text(act.origin.ip))]
    if not act.origin.is_operator:
        told.append(("Device", describe_device(act.origin.user_agent)))
    return (*told, *more)


def life(seconds: int) -> str:
    """Return how long a link works, in words."""
    for unit, name in ((3600, "hour"), (60, "minute"), (1, "second")):
        if seconds >= unit and seconds % unit == 0:
            many = seconds // unit
            return f"{many} {name}" if many == 1 else f"{many} {name}s"
    return "a moment"
