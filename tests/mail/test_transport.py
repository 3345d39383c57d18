"""Promise: a mail is what was written, for one receiver, wherever it goes."""

import email
import os
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.mail.failures import MailDelayed, MailRefused
from app.mail.message import Action, Message
from app.mail.transport import send
from tests.conftest import make_settings
from tests.mail.smtp_servers import Inbox, MailServer
from tests.person import text_of

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_LINK = "https://login.example.com/verify-email#token=" + "T" * 90


@pytest.fixture
def files(tmp_path: Path) -> Settings:
    return make_settings(mail_url=f"file:{tmp_path / 'a' / 'mail'}")


def _message(**changes: Any) -> Message:
    whole: dict[str, Any] = {
        "kind": "k",
        "to": "ann@example.com",
        "subject": "Hello",
        "paragraphs": ("Good morning.",),
        "action": Action("Open", _LINK),
    }
    return Message(**{**whole, **changes})


def _folder(settings: Settings) -> Path:
    return Path(settings.mail_url.removeprefix("file:"))


def _sent(settings: Settings, message: Message) -> email.message.EmailMessage:
    send(settings, message, mail_id="m1", now=_NOW)
    whole = (_folder(settings) / "m1.eml").read_bytes()
    return email.message_from_bytes(whole, policy=policy.default)


def test_a_mail_in_a_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    """It holds links that open an account."""
    before = os.umask(0)
    try:
        for name in (".", "made/by/us"):
            _sent(make_settings(mail_url=f"file:{tmp_path / name}"), _message())
    finally:
        os.umask(before)
    assert {each.stat().st_mode & 0o777 for each in tmp_path.rglob("*.eml")} == {0o600}
    made = [tmp_path / "made", tmp_path / "made/by", tmp_path / "made/by/us"]
    assert {each.stat().st_mode & 0o777 for each in made} == {0o700}


def test_a_file_holds_the_whole_mail_as_text_and_html(files: Settings) -> None:
    mail = _sent(files, _message())
    assert (mail["To"], mail["Subject"]) == ("ann@example.com", "Hello")
    assert mail["From"] == files.mail_from
    assert mail["Date"].datetime == _NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == "<m1@localhost>"
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_a_link_stands_unbroken_in_the_raw_mail(files: Settings) -> None:
    send(files, _message(), mail_id="m1", now=_NOW)
    assert _LINK in (_folder(files) / "m1.eml").read_text().splitlines()


@pytest.mark.parametrize("text", ["Grüße 🔒", "名前" * 50])
def test_text_in_every_script_arrives(files: Settings, text: str) -> None:
    mail = _sent(files, _message(paragraphs=(text,), subject=text))
    assert text in text_of(mail)
    assert mail["Subject"] == text


@pytest.mark.parametrize(
    ("address", "header"),
    [
        ("jürgen@example.com", "jürgen@example.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("jürgen@bücher.example", "jürgen@xn--bcher-kva.example"),
    ],
)
def test_an_international_address_gets_its_mail(files: Settings, address: str, header: str) -> None:
    assert _sent(files, _message(to=address))["To"] == header
    with MailServer(Inbox()) as server:
        url = f"smtp://localhost:{server.port}?starttls=off"
        send(make_settings(mail_url=url), _message(to=address), mail_id="m1", now=_NOW)
        [mail] = server.inbox.mails
    assert mail.rcpt_tos == [header]
    assert f"\r\nTo: {header}\r\n".encode() in (mail.original_content or b"")


@pytest.mark.parametrize("field", ["to", "subject"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
def test_no_header_can_be_added_by_a_line_break(
    files: Settings, field: str, line_break: str
) -> None:
    bad = _message(**{field: f"ann@example.com{line_break}Bcc: eve@example.com"})
    with pytest.raises(MailRefused) as refused:
        send(files, bad, mail_id="m1", now=_NOW)
    assert "example" not in str(refused.value)
    assert not list(_folder(files).parent.glob("**/*.eml"))


@pytest.mark.parametrize("to", ["ann@example.com, eve@example.com", "ann@", "@", "Ann <a@b.c>"])
def test_what_is_not_one_address_is_refused_for_good(files: Settings, to: str) -> None:
    with pytest.raises(MailRefused):
        send(files, _message(to=to), mail_id="m1", now=_NOW)


def test_an_address_with_a_comma_does_not_become_two_receivers(files: Settings) -> None:
    mail = _sent(files, _message(to='"ann,eve@example.com"@example.com'))
    assert len(mail["To"].addresses) == 1


def test_half_a_mail_never_has_its_final_name(files: Settings) -> None:
    send(files, _message(), mail_id="m1", now=_NOW)
    assert [path.name for path in _folder(files).iterdir()] == ["m1.eml"]


def test_only_the_owner_can_open_the_folder(files: Settings) -> None:
    send(files, _message(), mail_id="m1", now=_NOW)
    assert _folder(files).stat().st_mode & 0o077 == 0


def test_the_console_shows_receiver_and_link(capsys: pytest.CaptureFixture[str]) -> None:
    send(make_settings(mail_url="console:"), _message(), mail_id="m1", now=_NOW)
    shown = capsys.readouterr().out
    assert "To: ann@example.com" in shown
    assert _LINK in shown.splitlines()


@pytest.mark.parametrize(
    ("sender", "address", "header"),
    [
        ("Käse <no-reply@bücher.example>", "no-reply@xn--bcher-kva.example", "Käse"),
        ("no-reply@straße.example", "no-reply@xn--strae-oqa.example", ""),
        ("Zoë <zoë@bücher.example>", "zoë@xn--bcher-kva.example", "Zoë"),
        ('"Käse, Inc" <"a b"@example.com>', '"a b"@example.com', "Käse, Inc"),
    ],
)
def test_an_international_sender_makes_a_valid_header(
    tmp_path: Path, sender: str, address: str, header: str
) -> None:
    with MailServer(Inbox()) as server:
        url = f"smtp://localhost:{server.port}?starttls=off"
        given = make_settings(mail_url=url, mail_from=sender)
        send(given, _message(), mail_id="m1", now=_NOW)
        [mail] = server.inbox.mails
    assert mail.mail_from == address
    raw = mail.original_content or b""
    # The parser of bytes takes no header in UTF-8 (RFC 6532).
    read = email.message_from_string(raw.decode(), policy=policy.default)
    [found] = read["From"].addresses
    assert (found.display_name, found.addr_spec) == (header, address)
    assert found.domain.isascii()
    line = next(each for each in raw.split(b"\r\n") if each.startswith(b"From: "))
    assert line.isascii() is address.isascii()
    assert read["Message-ID"] == f"<m1@{found.domain}>"


def test_a_sender_that_needs_smtputf8_waits_for_the_operator() -> None:
    with MailServer(Inbox(), knows_utf8=False) as server:
        url = f"smtp://localhost:{server.port}?starttls=off"
        given = make_settings(mail_url=url, mail_from="zoë@example.com")
        with pytest.raises(MailDelayed, match=r"the sender .* lacks SMTPUTF8"):
            send(given, _message(), mail_id="m1", now=_NOW)
