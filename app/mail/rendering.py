"""The two forms of a mail, text and HTML, made from the same words."""

import textwrap
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.config import Settings
from app.mail.message import Fact, Message

_COLUMNS = 78


def as_text(message: Message, settings: Settings) -> str:
    """Return the mail as plain text: wrapped, every link whole on a line of its own."""
    parts = [_wrapped(each) for each in message.paragraphs]
    if message.facts:
        parts.append(_facts(message.facts))
    if message.action:
        parts.append(f"{_one_line(message.action.label)}:\n\n{message.action.url}")
    if message.advice:
        parts.append(_wrapped(message.advice))
    parts.append(f"-- \n{settings.app_name}\n{settings.public_url}")
    return "\n\n".join(parts) + "\n"


def as_html(message: Message, settings: Settings) -> str:
    """Return the mail as an HTML page that loads nothing and escapes everything."""
    page = _template().render(
        message=message, app_name=settings.app_name, public_url=settings.public_url
    )
    return page + "\n"


@cache
def _template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=folder,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("mail.html")


def _wrapped(paragraph: str) -> str:
    # A word is never broken: the longest are links.
    return textwrap.fill(
        _one_line(paragraph), _COLUMNS, break_long_words=False, break_on_hyphens=False
    )


def _facts(facts: tuple[Fact, ...]) -> str:
    width = max(len(name) for name, _ in facts) + 1
    return "\n".join(f"{f'{name}:'.ljust(width)} {_one_line(value)}" for name, value in facts)


def _one_line(text: str) -> str:
    # A line break in what a stranger chose would begin a sentence of its own.
    return " ".join(text.split())
