"""Sends one mail to an SMTP server, within a deadline.

TLS certificates are checked.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any

from app.config.mail_settings import MailServer
from app.mail.failures import MailDelayed, MailRefused, explain, spelled


@dataclass(frozen=True)
class Patience:
    """How many seconds one answer, and one whole conversation, may take.

    A server that sends a byte every few seconds would otherwise hold a mail for hours.
    """

    answer: float = 10
    conversation: float = 60


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """The bare addresses that the server gets, and the whole mail."""

    sender: str
    receiver: str
    mail: bytes


_PATIENCE = Patience()


def hand_over(
    server: MailServer, envelope: Envelope, *, hello: str, patience: Patience = _PATIENCE
) -> str:
    """Send one mail; `hello` is our name in EHLO (RFC 5321, 4.1.1.1).

    Returns what the server answered to the mail. Raises MailRefused where the server will never
    take it, MailDelayed for everything else.
    """
    try:
        with closing(_client(server, hello, patience)) as smtp, _deadline(smtp, patience):
            _connect(smtp, server)
            _prepare(smtp, server)
            answer = _send(smtp, envelope)
            # The server took the mail: a failure of QUIT must not send it again.
            with suppress(OSError):
                smtp.quit()
    except OSError as wrong:  # smtplib's own errors are OSErrors too
        raise explain(wrong) from None
    except UnicodeError:
        raise MailDelayed("the server does not speak as expected: UnicodeError") from None
    return answer


def _client(server: MailServer, hello: str, patience: Patience) -> smtplib.SMTP:
    """Return a client that is not connected yet.

    The deadline then covers the server's greeting too.
    """
    client: smtplib.SMTP
    if server.security == "tls":
        client = smtplib.SMTP_SSL(
            local_hostname=hello, timeout=patience.answer, context=ssl.create_default_context()
        )
    else:
        client = smtplib.SMTP(local_hostname=hello, timeout=patience.answer)
    # The name that the certificate is checked against; `connect` alone does not set it.
    client._host = server.host  # type: ignore[attr-defined]
    return client


def _connect(smtp: smtplib.SMTP, server: MailServer) -> None:
    code, reply = smtp.connect(server.host, server.port)
    if code != 220:
        raise smtplib.SMTPConnectError(code, reply)


def _prepare(smtp: smtplib.SMTP, server: MailServer) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        # An attacker on the way may strip the offer: nothing is sent in clear then (RFC 3207, 6).
        if not smtp.has_extn("starttls"):
            raise MailDelayed("the server offers no STARTTLS; nothing was sent in clear")
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if server.user:
        _sign_in(smtp, server)


def _sign_in(smtp: smtplib.SMTP, server: MailServer) -> None:
    """Sign in by one mechanism.

    smtplib's `login` tries all of them, so that one wrong password would count as three.
    """
    smtp.user, smtp.password = server.user, server.password
    ways: dict[str, Any] = {
        "PLAIN": smtp.auth_plain,
        "LOGIN": smtp.auth_login,
        "CRAM-MD5": smtp.auth_cram_md5,
    }
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    mechanism = next((each for each in ways if each in offered), None)
    if mechanism is None:
        raise MailDelayed("the server takes no user and password (AUTH PLAIN, LOGIN, CRAM-MD5)")
    smtp.auth(mechanism, ways[mechanism])


def _send(smtp: smtplib.SMTP, envelope: Envelope) -> str:
    options = []
    if not (envelope.sender + envelope.receiver).isascii():
        if not smtp.has_extn("smtputf8"):
            raise _not_ascii(envelope)
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    answers, data = [], smtp.data

    def data_and_note(msg: Any) -> tuple[int, bytes]:
        answers.append(data(msg))
        return answers[-1]

    smtp.data = data_and_note  # type: ignore[method-assign]  # `sendmail` drops a good answer
    smtp.sendmail(envelope.sender, [envelope.receiver], envelope.mail, options)
    return spelled(*answers[-1])


def _not_ascii(envelope: Envelope) -> MailDelayed | MailRefused:
    lacks = "is not ASCII before the @, and the server lacks SMTPUTF8"
    if not envelope.sender.isascii():  # the operator can mend that
        return MailDelayed(f"the sender (MAIL_FROM) {lacks}")
    return MailRefused(f"the address {lacks}")


@contextmanager
def _deadline(smtp: smtplib.SMTP, patience: Patience) -> Iterator[None]:
    is_over, is_late = Event(), Event()

    def hang_up() -> None:
        wait = patience.conversation
        while not is_over.wait(wait):
            is_late.set()
            wait = 0.2  # again, where the connection was only being made
            if smtp.sock is not None:
                # Below TLS: SSLSocket.shutdown would let the other thread go on in clear.
                with suppress(OSError):
                    socket.socket.shutdown(smtp.sock, socket.SHUT_RDWR)

    Thread(target=hang_up, name="mail deadline", daemon=True).start()
    try:
        yield
    except OSError:
        if is_late.is_set():
            raise TimeoutError from None
        raise
    finally:
        is_over.set()
