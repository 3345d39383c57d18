"""Promise: a mail is what was written, for one receiver, wherever it goes."""

import email
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest

from app.config import Settings
from app.mail import messages
from app.mail.messages import Message
from app.mail.transport import send
from tests.conftest import make_settings

_NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
_LINK = "https://login.example.com/verify-email#token=" + "T" * 43


@pytest.fixture
def files(tmp_path: Path) -> Settings:
    return make_settings(mail_url=f"file:{tmp_path / 'a' / 'mail'}")


def _message(**changes: str) -> Message:
    whole = {"kind": "k", "to": "ann@example.com", "subject": "Hello", "text": f"Open\n{_LINK}\n"}
    return Message(**{**whole, **changes})


def _sent(settings: Settings, message: Message) -> email.message.EmailMessage:
    send(settings, message, mail_id="m1", now=_NOW)
    file = Path(settings.mail_url.removeprefix("file:")) / "m1.eml"
    return email.message_from_bytes(file.read_bytes(), policy=policy.default)  # type: ignore[return-value]


def test_a_file_holds_the_whole_mail(files: Settings) -> None:
    mail = _sent(files, _message())
    assert (mail["To"], mail["Subject"]) == ("ann@example.com", "Hello")
    assert mail["From"] == files.mail_from
    assert mail["Date"].datetime == _NOW
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"]
    assert mail.get_content() == f"Open\n{_LINK}\n"


def test_a_link_stands_unbroken_in_the_raw_mail(files: Settings) -> None:
    send(files, _message(), mail_id="m1", now=_NOW)
    raw = next(Path(files.mail_url.removeprefix("file:")).glob("*.eml")).read_text()
    assert _LINK in raw.splitlines()


@pytest.mark.parametrize("text", ["Grüße 🔒\n", "名前\n" * 50])
def test_text_in_every_script_arrives(files: Settings, text: str) -> None:
    assert _sent(files, _message(text=text, subject=text.splitlines()[0])).get_content() == text


@pytest.mark.parametrize("address", ["jürgen@example.com", "ann@bücher.example"])
def test_an_international_address_gets_its_mail(files: Settings, address: str) -> None:
    assert _sent(files, _message(to=address))["To"] == address


@pytest.mark.parametrize("field", ["to", "subject"])
@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r"])
def test_no_header_can_be_added_by_a_line_break(
    files: Settings, field: str, line_break: str
) -> None:
    bad = _message(**{field: f"ann@example.com{line_break}Bcc: eve@example.com"})
    with pytest.raises(ValueError, match="linefeed"):
        send(files, bad, mail_id="m1", now=_NOW)
    assert not list(Path(files.mail_url.removeprefix("file:")).parent.glob("**/*.eml"))


def test_an_address_with_a_comma_does_not_become_two_receivers(files: Settings) -> None:
    mail = _sent(files, _message(to='"ann,eve@example.com"@example.com'))
    assert len(mail["To"].addresses) == 1


def test_half_a_mail_never_has_its_final_name(files: Settings) -> None:
    send(files, _message(), mail_id="m1", now=_NOW)
    folder = Path(files.mail_url.removeprefix("file:"))
    assert [path.name for path in folder.iterdir()] == ["m1.eml"]


def test_only_the_owner_can_open_the_folder(files: Settings) -> None:
    send(files, _message(), mail_id="m1", now=_NOW)
    folder = Path(files.mail_url.removeprefix("file:"))
    assert folder.stat().st_mode & 0o077 == 0


def test_the_console_shows_receiver_and_link(capsys: pytest.CaptureFixture[str]) -> None:
    send(make_settings(mail_url="console:"), _message(), mail_id="m1", now=_NOW)
    shown = capsys.readouterr().out
    assert "To: ann@example.com" in shown
    assert _LINK in shown.splitlines()


def test_a_few_backup_codes_left_is_a_warning_r26() -> None:
    few, many = (
        messages.backup_code_used(make_settings(), "a@example.com", left=left, now=_NOW).text
        for left in (3, 4)
    )
    assert "Make new ones soon" in few
    assert "Make new ones soon" not in many
    assert "3 are left" in few
