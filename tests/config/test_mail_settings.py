"""Promise: MAIL_URL and MAIL_FROM are read exactly, or refused in one line that tells no secret."""

from pathlib import Path

import pytest

from app.config import ConfigError, Settings, load_settings
from app.config.mail_settings import MailServer, mail_server


def load(folder: Path, **environ: str) -> Settings:
    return load_settings({"INSTANCE_DIR": str(folder), **environ})


def refusal(folder: Path, **environ: str) -> str:
    with pytest.raises(ConfigError) as refused:
        load(folder, **environ)
    return str(refused.value)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp://mail.example.com",
            MailServer(host="mail.example.com", port=587, security="starttls"),
        ),
        ("smtps://mail.example.com", MailServer(host="mail.example.com", port=465, security="tls")),
        ("smtp://MAIL:25/", MailServer(host="mail", port=25, security="starttls")),
        ("smtp://[::1]:2525", MailServer(host="::1", port=2525, security="starttls")),
        (
            "smtp://mailpit:1025?starttls=off",
            MailServer(host="mailpit", port=1025, security="none"),
        ),
        (
            "smtp://ann:secret@localhost?starttls=off",
            MailServer(host="localhost", port=587, security="none", user="ann", password="secret"),
        ),
        (
            "smtps://ann%40example.com:p%3A%2F%3F%23%40%25@mail.example.com:4650",
            MailServer(
                host="mail.example.com",
                port=4650,
                security="tls",
                user="ann@example.com",
                password="p:/?#@%",
            ),
        ),
    ],
)
def test_a_server_is_read_whole_and_percent_decoded(
    tmp_path: Path, url: str, server: MailServer
) -> None:
    assert mail_server(load(tmp_path, MAIL_URL=f" {url} ").mail_url) == server


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("nonsense", "must be console:"),
        ("console:x", "must be console:"),
        ("imap://mail.example.com", "must be console:"),
        ("file:", "must name a directory"),
        ("smtp:mail.example.com", "must be smtp://"),
        ("smtp:/mail.example.com", "must be smtp://"),
        ("smtp://", "must name a host"),
        ("smtp://:587", "must name a host"),
        ("smtp://bücher.example", "must name a host, in ASCII"),
        ("smtp://mail.example.com:port", "the port from 1 to 65535"),
        ("smtp://mail.example.com:0", "the port from 1 to 65535"),
        ("smtp://mail.example.com:65536", "the port from 1 to 65535"),
        ("smtp://[::1", "must be smtp://"),
        ("smtp://ann:s/cret@mail.example.com", "percent-encode"),
        ("smtp://ann:s#cret@mail.example.com", "percent-encode"),
        ("smtp://ann:s?cret@mail.example.com", "percent-encode"),
        ("smtp://mail.example.com/inbox", "must hold nothing after the port"),
        ("smtp://mail.example.com#x", "must hold nothing after the port"),
        ("smtp://mail.example.com?starttls=no", "no option but ?starttls=off"),
        ("smtp://mail.example.com?starttls=off&x=1", "no option but ?starttls=off"),
        ("smtps://mail.example.com?starttls=off", "no option but ?starttls=off"),
        ("smtp://ann@mail.example.com", "both user and password"),
        ("smtp://ann:@mail.example.com", "both user and password"),
        ("smtp://:s3cret@mail.example.com", "both user and password"),
        ("smtp://ann:s%C3%BCss@mail.example.com", "printable ASCII"),
        ("smtp://ann:s%FFss@mail.example.com", "printable ASCII"),
        ("smtp://ann:s%0D%0Ass@mail.example.com", "printable ASCII"),
        ("smtp://ann:s%00ss@mail.example.com", "printable ASCII"),
        ("smtp://mail.exam\nple.com", "control characters"),
        ("smtp://mail.example.com ?starttls=off", "spaces"),
        ("smtp://ann:s3cret@mail.example.com?starttls=off", "must not send a password in clear"),
    ],
)
def test_each_malformed_address_is_refused_with_its_reason(
    tmp_path: Path, url: str, reason: str
) -> None:
    told = refusal(tmp_path, MAIL_URL=url)
    assert told.startswith("MAIL_URL must")
    assert reason in told
    assert "\n" not in told
    assert not any(part in told for part in ("ann", "s3cret", "cret@", "s/cret"))


def test_settings_and_server_do_not_show_the_mail_password_in_a_repr(tmp_path: Path) -> None:
    settings = load(tmp_path, MAIL_URL="smtps://ann:s3cret-word@mail.example.com")
    shown = repr(settings) + repr(mail_server(settings.mail_url))
    assert "s3cret-word" not in shown
    assert "ann" not in shown


@pytest.mark.parametrize(
    "value",
    [
        "no-reply@example.com",
        "Second Lock <no-reply@localhost>",
        '"Käse, Inc" <a@b.example>',
        "Käse <no-reply@bücher.example>",
        "zoë@example.com",
    ],
)
def test_a_sender_is_one_mailbox(tmp_path: Path, value: str) -> None:
    assert load(tmp_path, MAIL_FROM=value).mail_from == value


@pytest.mark.parametrize(
    "value",
    [
        *("Second Lock", "a@", "@example.com", "a@example.com, b@example.com", "Ann <a@b.example"),
        *("a@bü..cher.example", "a@-bücher.example", f"a@{'ü' * 64}.example"),
    ],
)
def test_what_is_no_mailbox_is_refused_before_mails_fail(tmp_path: Path, value: str) -> None:
    assert refusal(tmp_path, MAIL_FROM=value).startswith("MAIL_FROM must be one sender")
