"""Promise: a mail goes to the server of MAIL_URL encrypted and checked, or stays and says why."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from app.config.mail_settings import MailServer as Address
from app.config.mail_settings import mail_server
from app.mail.failures import MailDelayed, MailRefused
from app.mail.smtp import Envelope, Patience, hand_over
from tests.mail.smtp_servers import IN_URL, Inbox, MailServer, listener

_QUICK = Patience(answer=0.5, conversation=1)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def certificate(authority: trustme.CA) -> trustme.LeafCert:
    return authority.issue_cert("localhost", "127.0.0.1")


@pytest.fixture(autouse=True)
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator trusts the tests' authority, as SSL_CERT_FILE lets one."""
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))


@pytest.fixture
def server(certificate: trustme.LeafCert) -> Iterator[MailServer]:
    with MailServer(Inbox(), certificate=certificate, needs_auth=True) as running:
        yield running


def _post(url: str | Address, to: str = "ann@example.com", **more: Patience) -> None:
    mail = b"From: a@example.com\r\nSubject: Hello\r\n\r\nThe token is T0K3N.\r\n"
    envelope = Envelope(sender="no-reply@example.com", receiver=to, mail=mail)
    where = mail_server(url) if isinstance(url, str) else url
    hand_over(where, envelope, hello="login.example.com", **more)


def test_a_mail_goes_by_starttls_with_user_and_password(server: MailServer) -> None:
    _post(f"smtp://{IN_URL}@localhost:{server.port}")
    [mail] = server.inbox.mails
    assert (mail.mail_from, mail.rcpt_tos) == ("no-reply@example.com", ["ann@example.com"])
    assert b"T0K3N" in (mail.original_content or b"")


def test_a_mail_goes_by_tls_from_the_start(certificate: trustme.LeafCert) -> None:
    with MailServer(Inbox(), certificate=certificate, is_tls_first=True) as server:
        _post(f"smtps://localhost:{server.port}")
        assert len(server.inbox.mails) == 1


def test_a_server_of_tls_from_the_start_gets_nothing_in_clear(
    certificate: trustme.LeafCert,
) -> None:
    with MailServer(Inbox(), certificate=certificate, is_tls_first=True) as server:
        with pytest.raises(MailDelayed):
            _post(f"smtp://localhost:{server.port}", patience=_QUICK)
        assert server.inbox.mails == []


def test_a_mail_goes_in_clear_where_the_operator_says_so() -> None:
    with MailServer(Inbox()) as server:
        _post(f"smtp://localhost:{server.port}?starttls=off")
        assert len(server.inbox.mails) == 1


def test_a_stripped_starttls_sends_nothing_in_clear() -> None:
    with MailServer(Inbox()) as server:
        with pytest.raises(MailDelayed, match="offers no STARTTLS; nothing was sent in clear"):
            _post(f"smtp://{IN_URL}@localhost:{server.port}")
        assert (server.inbox.receivers, server.inbox.mails) == ([], [])


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_another_host_is_refused(authority: trustme.CA, scheme: str) -> None:
    other = authority.issue_cert("other.example.com")
    with MailServer(Inbox(), certificate=other, is_tls_first=scheme == "smtps") as server:
        with pytest.raises(MailDelayed, match=r"certificate is not trusted: Hostname mismatch"):
            _post(f"{scheme}://localhost:{server.port}")
        assert server.inbox.receivers == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_of_an_unknown_authority_is_refused(scheme: str) -> None:
    stranger = trustme.CA().issue_cert("localhost")
    with MailServer(Inbox(), certificate=stranger, is_tls_first=scheme == "smtps") as server:
        with pytest.raises(MailDelayed, match="certificate is not trusted: "):
            _post(f"{scheme}://localhost:{server.port}")
        assert server.inbox.receivers == []


def test_a_wrong_password_is_the_operators_to_mend_and_is_not_told(server: MailServer) -> None:
    with pytest.raises(MailDelayed) as delayed:
        _post(f"smtp://second-lock:wr0ng@localhost:{server.port}")
    assert str(delayed.value) == "user and password (MAIL_URL) were refused: 535 5.7.8"


def test_a_server_without_auth_is_told_apart(certificate: trustme.LeafCert) -> None:
    with listener(b"220 hello\r\n250 hello\r\n") as port:
        where = Address(host="localhost", port=port, security="none", user="u", password="p")
        with pytest.raises(MailDelayed, match="takes no user and password"):
            _post(where, patience=_QUICK)


@pytest.mark.parametrize(
    ("answer", "kind", "told"),
    [
        ("550 5.1.1 <ann@example.com> unknown, T0K3N", MailRefused, "refused: 550 5.1.1"),
        ("553 ann@example.com is not here", MailRefused, "refused: 553"),
        ("451 4.7.1 try later", MailDelayed, "refused: 451 4.7.1"),
        ("421 4.3.2 going down", MailDelayed, "refused: 421 4.3.2"),
    ],
)
def test_a_refused_receiver_is_for_good_by_5xx_alone_and_is_not_named(
    answer: str, kind: type[Exception], told: str
) -> None:
    with MailServer(Inbox(ann=answer)) as server:
        with pytest.raises(kind) as wrong:
            _post(f"smtp://localhost:{server.port}?starttls=off")
        assert str(wrong.value) == f"the receiver was {told}"
        assert server.inbox.mails == []


@pytest.mark.parametrize(
    ("answer", "kind"), [("554 5.6.0 no", MailRefused), ("452 no", MailDelayed)]
)
def test_a_refused_content_is_for_good_by_5xx_alone(answer: str, kind: type[Exception]) -> None:
    inbox = Inbox()
    inbox.data_answer = answer
    with MailServer(inbox) as server, pytest.raises(kind, match="the mail was refused"):
        _post(f"smtp://localhost:{server.port}?starttls=off")


def test_a_server_that_is_down_delays() -> None:
    with listener() as port:
        pass
    with pytest.raises(MailDelayed, match="cannot be reached: Connection refused"):
        _post(f"smtp://127.0.0.1:{port}")


def test_a_host_that_does_not_exist_delays() -> None:
    with pytest.raises(MailDelayed, match="cannot be reached: "):
        _post("smtp://no-such-host.invalid")


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_never_answers_is_left_soon(scheme: str) -> None:
    with listener() as port:
        begun = time.monotonic()
        with pytest.raises(MailDelayed, match="did not answer in time"):
            _post(f"{scheme}://localhost:{port}", patience=_QUICK)
        assert time.monotonic() - begun < 3


@pytest.mark.parametrize("says", [b"220-wait\r\n", b"2"], ids=["lines", "bytes"])
def test_a_server_that_drips_is_left_when_the_conversation_takes_too_long(says: bytes) -> None:
    with listener(says, every=0.2) as port:
        begun = time.monotonic()
        with pytest.raises(MailDelayed, match="did not answer in time"):
            _post(f"smtp://localhost:{port}?starttls=off", patience=_QUICK)
        assert time.monotonic() - begun < 3


def test_a_server_that_speaks_something_else_delays() -> None:
    speech = b"HTTP/1.1 400 Bad Request\r\n\r\n\xff\xfe"
    with listener(speech) as port, pytest.raises(MailDelayed):
        _post(f"smtp://localhost:{port}", patience=_QUICK)


def test_an_address_that_is_not_ascii_goes_where_the_server_can() -> None:
    with MailServer(Inbox()) as server:
        _post(f"smtp://localhost:{server.port}?starttls=off", to="jürgen@example.com")
        assert server.inbox.mails[0].rcpt_tos == ["jürgen@example.com"]


def test_an_address_that_is_not_ascii_is_refused_where_the_server_lacks_smtputf8() -> None:
    old = MailServer(Inbox(), knows_utf8=False)
    with old as server, pytest.raises(MailRefused, match="lacks SMTPUTF8"):
        _post(f"smtp://localhost:{server.port}?starttls=off", to="jürgen@example.com")


def test_a_mail_that_was_taken_is_sent_though_the_server_says_no_goodbye() -> None:
    script = b"220 a\r\n250 a\r\n250 a\r\n250 a\r\n354 a\r\n250 taken\r\n"
    with listener(script) as port:
        _post(f"smtp://localhost:{port}?starttls=off", patience=_QUICK)
