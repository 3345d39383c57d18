"""Where mails go: printed, or written as one `.eml` file each."""

import sys
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

from app.config import ROOT, Settings
from app.mail.messages import Message


def send(settings: Settings, message: Message, *, mail_id: str, now: datetime) -> None:
    """Hand one mail over; raises OSError or ValueError where it cannot be taken."""
    mail = _build(settings, message, now)
    kind, _, rest = settings.mail_url.partition(":")
    if kind == "console":
        _print(message)
    elif kind == "file":
        _write(ROOT / rest.removeprefix("//"), mail_id, mail)
    else:
        raise ValueError(f"no transport for {kind}:")


def _build(settings: Settings, message: Message, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = settings.mail_from
    mail["To"] = message.to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = make_msgid(domain="second-lock.invalid")
    mail["Auto-Submitted"] = "auto-generated"
    # Plain where it can be: a quoted-printable link cannot be copied out of the raw mail.
    mail.set_content(message.text, cte="7bit" if message.text.isascii() else "quoted-printable")
    return mail


def _print(message: Message) -> None:
    rule = "-" * 72
    sys.stdout.write(
        f"{rule}\nTo: {message.to}\nSubject: {message.subject}\n\n{message.text}{rule}\n"
    )
    sys.stdout.flush()


def _write(folder: Path, mail_id: str, mail: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written aside and renamed: whoever watches the folder never reads half a mail.
    draft = folder / f".{mail_id}"
    draft.write_bytes(bytes(mail))
    draft.rename(folder / f"{mail_id}.eml")
