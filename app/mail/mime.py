"""How a message becomes mail: rendered texts, RFC 5322 headers, two parts."""

import textwrap
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from app.config import Settings
from app.config.mail_settings import ascii_domain, sender_of
from app.core.languages import direction
from app.core.text import _, told
from app.mail.message import Fact, Message

_LONGEST_LINE = 998  # RFC 5322, 2.1.1
_COLUMNS = 78


def build(settings: Settings, message: Message, *, mail_id: str, now: datetime) -> EmailMessage:
    """Return the mail with its headers and both its parts.

    Raises ValueError where an address or a subject cannot be a header.
    """
    to, by = receiver(message), sender_of(settings.mail_from)
    # RFC 6532: only a name before the at sign that is not ASCII needs headers in UTF-8.
    mail = EmailMessage(policy.default.clone(utf8=not f"{to}{by.addr_spec}".isascii()))
    mail["From"] = by
    mail["To"] = _address(to)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now)
    # The same at every try: a receiver that took the mail before can tell (RFC 5322, 3.6.4).
    mail["Message-ID"] = f"<{mail_id}@{by.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answering machine answers
    mail["X-Auto-Response-Suppress"] = "All"
    text, html = as_text(message, settings), as_html(message, settings)
    mail.set_content(text, cte=_encoding(text))
    mail.add_alternative(html, subtype="html", cte=_encoding(html))
    # Last: adding a form moves such headers from the whole mail into its first form.
    mail["Content-Language"] = message.language
    return mail


def sender(settings: Settings) -> str:
    """Return the bare address of MAIL_FROM, as the envelope says it."""
    return sender_of(settings.mail_from).addr_spec


def receiver(message: Message) -> str:
    """Return the bare address of a mail's receiver, its domain in ASCII.

    Raises ValueError where its domain has no form in ASCII.
    """
    name, at, domain = message.to.rpartition("@")
    return f"{name}{at}{ascii_domain(domain)}"


def as_text(message: Message, settings: Settings) -> str:
    """Return the mail as wrapped plain text, each link on one line."""
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
    """Return the mail as HTML that loads nothing and escapes everything."""
    page = _template().render(
        message=message,
        app_name=settings.app_name,
        public_url=settings.public_url,
        direction=direction(message.language),
        _=lambda sentence: told(_(sentence), message.language),
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


def _address(to: str) -> Address:
    if to.isascii():
        return Address(addr_spec=to)
    # The parser of the standard library takes no RFC 6532 name.
    name, _, domain = to.rpartition("@")
    return Address(username=name, domain=domain)


def _encoding(text: str) -> Literal["7bit", "quoted-printable"]:
    # 7bit where possible: a quoted-printable link cannot be copied out of the raw mail.
    short = all(len(line) <= _LONGEST_LINE for line in text.splitlines())
    return "7bit" if text.isascii() and short else "quoted-printable"


def _wrapped(paragraph: str) -> str:
    # No word is broken, as the longest words are links.
    return textwrap.fill(
        _one_line(paragraph), _COLUMNS, break_long_words=False, break_on_hyphens=False
    )


def _facts(facts: tuple[Fact, ...]) -> str:
    width = max(len(name) for name, _value in facts) + 1
    return "\n".join(f"{f'{name}:'.ljust(width)} {_one_line(value)}" for name, value in facts)


def _one_line(text: str) -> str:
    # A line break in a stranger's text would begin a sentence of its own.
    return " ".join(text.split())
