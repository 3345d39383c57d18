"""Prints a mail, writes it to an `.eml` file, or sends it."""

import ipaddress
import os
import sys
import time
from datetime import datetime
from email.errors import MessageError
from email.generator import BytesGenerator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from app.config import Settings
from app.config.mail_settings import mail_server
from app.core import private_files
from app.mail.failures import MailDelayed, MailRefused
from app.mail.message import Message
from app.mail.mime import as_text, build, receiver, sender
from app.mail.smtp import Envelope, hand_over


def send(settings: Settings, message: Message, *, mail_id: str, now: datetime) -> str:
    """Send one mail as MAIL_URL says; return the server's answer.

    Raises MailRefused where it can never be sent, MailDelayed where it cannot be sent now.
    """
    try:
        mail = build(settings, message, mail_id=mail_id, now=now)
    except (ValueError, IndexError, MessageError):  # their texts quote the address
        raise MailRefused("an address or the subject cannot stand in a mail") from None
    kind, _, rest = settings.mail_url.partition(":")
    try:
        if kind == "console":
            return _print(message, settings)
        if kind == "file":
            return _write(settings.working_dir / rest.removeprefix("//"), mail_id, mail)
        return _post(settings, message, mail)
    except OSError as wrong:
        raise MailDelayed(f"{type(wrong).__name__}: {wrong.strerror}") from None


def _print(message: Message, settings: Settings) -> str:
    rule = "-" * 72
    sys.stdout.write(
        f"{rule}\nTo: {message.to}\nSubject: {message.subject}\n\n"
        f"{as_text(message, settings)}{rule}\n"
    )
    sys.stdout.flush()
    return "printed, since MAIL_URL is console:"


def _write(folder: Path, mail_id: str, mail: EmailMessage) -> str:
    private_files.make_folder(folder)
    # Written under another name and renamed: a program that watches the folder never reads half a
    # mail.
    draft = folder / f".{mail_id}"
    with open(draft, "wb", opener=private_files.opener) as out:
        out.write(bytes(mail))
    # The file system's clock ticks some milliseconds at a time: mails of one tick had no order.
    written_at = time.time_ns()
    os.utime(draft, ns=(written_at, written_at))
    file = draft.rename(folder / f"{mail_id}.eml")
    return f"written to {file}"


def _post(settings: Settings, message: Message, mail: EmailMessage) -> str:
    flat = BytesIO()
    BytesGenerator(flat, policy=mail.policy.clone(linesep="\r\n")).flatten(mail)
    envelope = Envelope(sender=sender(settings), receiver=receiver(message), mail=flat.getvalue())
    return hand_over(mail_server(settings.mail_url), envelope, hello=_own_name(settings))


def _own_name(settings: Settings) -> str:
    """Return our name for EHLO.

    smtplib would ask the DNS for it, which can take half a minute.
    """
    host = urlsplit(settings.public_url).hostname or "localhost"
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{found}]" if found.version == 6 else f"[{found}]"
