"""Real SMTP servers of the tests' own: good ones, refusing ones, and ones that never answer."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "second-lock", "m4il p@ss/word"
IN_URL = "second-lock:m4il%20p%40ss%2Fword"


class Inbox:
    """Takes mails; `answers` maps a receiver to what the server says instead of yes."""

    def __init__(self, **answers: str) -> None:
        self.mails: list[Envelope] = []
        self.receivers: list[str] = []
        self.answers = answers
        self.data_answer = "250 OK"
        self.meanwhile: Callable[[], None] | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.receivers.append(address)
        answer = self.answers.get(address.partition("@")[0])
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.meanwhile:
            await asyncio.to_thread(self.meanwhile)
        if self.data_answer.startswith("250"):
            self.mails.append(envelope)
        return self.data_answer


def _sign_in(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
    given = isinstance(data, LoginPassword) and (data.login, data.password)
    return AuthResult(success=given == (USER.encode(), PASSWORD.encode()), handled=False)


class MailServer:
    """An SMTP server in a thread on 127.0.0.1; with a certificate it speaks TLS."""

    def __init__(
        self,
        inbox: Inbox,
        *,
        certificate: trustme.LeafCert | None = None,
        is_tls_first: bool = False,
        needs_auth: bool = False,
        knows_utf8: bool = True,
    ) -> None:
        context = None
        if certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            certificate.configure_cert(context)
        options: dict[str, Any] = {
            "enable_SMTPUTF8": knows_utf8,
            "auth_require_tls": not is_tls_first,
        }
        if needs_auth:
            options |= {"auth_required": True, "authenticator": _sign_in}
        if is_tls_first:
            options |= {"ssl_context": context}
        elif context:
            options |= {"tls_context": context, "require_starttls": True}
        self.inbox = inbox
        self.port, self._options = _free_port(), options

    def __enter__(self) -> Self:
        # Not before: it makes an event loop that only `stop` closes.
        self._controller = Controller(
            self.inbox, hostname="127.0.0.1", port=self.port, **self._options
        )
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listener(says: bytes = b"", *, every: float | None = None) -> Iterator[int]:
    """A server that says `says` once, or again `every` so many seconds, and never anything else;
    yields its port."""
    over, open_ones = threading.Event(), []

    def talk(connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(says)
            while every is not None and not over.wait(every):
                connection.sendall(says)

    def serve(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                open_ones.append(connection)
                threading.Thread(target=talk, args=(connection,), daemon=True).start()

    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(server,), daemon=True).start()
    try:
        yield int(server.getsockname()[1])
    finally:
        over.set()
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
        for each in [server, *open_ones]:
            each.close()
