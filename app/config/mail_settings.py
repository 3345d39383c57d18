"""Parsers of MAIL_URL and MAIL_FROM, for the start and for sending."""

from dataclasses import dataclass, field
from email.errors import MessageError, NonASCIILocalPartDefect
from email.headerregistry import Address, AddressHeader
from email.policy import default
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

import idna

from app.config.parsing import ConfigError, is_host, is_loopback, text

Security = Literal["starttls", "tls", "none"]
_PORTS = {"smtp": 587, "smtps": 465}
_ESCAPE = "percent-encode any of / ? # @ : % in user and password"


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """One SMTP server, its encryption and its credentials."""

    host: str
    port: int
    security: Security
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def mail_url(value: str) -> str:
    """Return a checked MAIL_URL; raises ConfigError.

    The error never quotes the value, which may hold a password.
    """
    given = value.strip()
    kind, _, rest = given.partition(":")
    if kind in _PORTS:
        mail_server(given)
    elif kind == "file" and not rest:
        raise ConfigError("must name a directory: file:DIRECTORY")
    elif kind not in {"console", "file"} or (kind == "console" and rest):
        raise ConfigError(
            "must be console:, file:DIRECTORY, smtp://USER:PASSWORD@HOST:PORT or smtps://…"
        )
    return given


def mail_server(url: str) -> MailServer:
    """Return the server that an `smtp:` or `smtps:` URL names.

    The default ports are 587 and 465. `smtp` means STARTTLS with a checked certificate, unless the
    URL has `?starttls=off`. Raises ConfigError for a malformed URL, and for a password that would
    cross a network unencrypted.
    """
    parts = _parts(url)
    security = _security(parts)
    user, password = _credentials(parts)
    host = parts.hostname or ""
    if not is_host(host):
        raise ConfigError(f"must name a host, in ASCII: {parts.scheme}://HOST ({_ESCAPE})")
    if user and security == "none" and not is_loopback(host):
        raise ConfigError(
            "must not send a password in clear: starttls=off takes user and password "
            "only for a loopback host"
        )
    port = parts.port or _PORTS[parts.scheme]
    return MailServer(host=host, port=port, security=security, user=user, password=password)


def mailbox(value: str) -> str:
    """Return a checked sender, such as `Name <user@host>` or `user@host`.

    Raises ConfigError.
    """
    given = text(value)
    sender_of(given)
    return given


def sender_of(value: str) -> Address:
    """Return name and address of a MAIL_FROM, the domain in ASCII.

    Raises ConfigError.
    """
    refusal = ConfigError("must be one sender, such as Second Lock <no-reply@example.com>")
    try:
        header = default.header_factory("From", value)
    except (IndexError, MessageError):  # the standard library raises these for `a@`
        raise refusal from None
    found = header.addresses if isinstance(header, AddressHeader) else ()
    # SMTP allows any script before the at sign (RFC 6531), where the server does.
    wrong = [each for each in header.defects if not isinstance(each, NonASCIILocalPartDefect)]
    if wrong or len(found) != 1 or not (found[0].username and found[0].domain):
        raise refusal
    try:
        domain = ascii_domain(found[0].domain)
    except ValueError:
        raise refusal from None
    return Address(found[0].display_name, found[0].username, domain)


def ascii_domain(domain: str) -> str:
    """Return a domain in ASCII, which every server takes (RFC 5891).

    Raises ValueError where the domain has no such form.
    """
    return domain if domain.isascii() else idna.encode(domain, uts46=True).decode("ascii")


def _parts(url: str) -> SplitResult:
    # urlsplit drops line breaks in silence, so that the URL would name another host.
    if not url.isprintable() or " " in url:
        raise ConfigError(f"must hold neither spaces nor control characters ({_ESCAPE})")
    try:
        parts = urlsplit(url)
        usable = parts.port != 0
    except ValueError:
        usable = False
    if not usable or not url.startswith(("smtp://", "smtps://")):
        raise ConfigError(
            f"must be smtp://USER:PASSWORD@HOST:PORT, the port from 1 to 65535 ({_ESCAPE})"
        )
    if parts.path not in {"", "/"} or parts.fragment:
        raise ConfigError(f"must hold nothing after the port but ?starttls=off ({_ESCAPE})")
    return parts


def _security(parts: SplitResult) -> Security:
    if parts.scheme == "smtps" and not parts.query:
        return "tls"
    if parts.scheme == "smtp" and parts.query in {"", "starttls=off"}:
        return "none" if parts.query else "starttls"
    raise ConfigError(f"must hold no option but ?starttls=off, and that with smtp:// ({_ESCAPE})")


def _credentials(parts: SplitResult) -> tuple[str, str]:
    if "@" not in parts.netloc:
        return "", ""
    try:
        user, password = (
            unquote(each or "", errors="strict") for each in (parts.username, parts.password)
        )
    except UnicodeDecodeError:
        user = password = "\0"
    if not user or not password:
        raise ConfigError(f"must give both user and password, or neither ({_ESCAPE})")
    if not (user + password).isascii() or not (user + password).isprintable():
        raise ConfigError("must give user and password in printable ASCII (SMTP AUTH)")
    return user, password
