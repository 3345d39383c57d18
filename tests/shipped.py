"""The server that we ship, in front of the application of each test.

It is granian with the options of `flask serve`, in a thread of the tests' own process: a test
moves the clock and looks into the database of the very application that the server asks.
"""

import asyncio
import http.client
import re
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from string import punctuation
from typing import Protocol
from urllib.parse import quote

from flask import Flask
from granian.server.embed import Server

from app import gateway_of
from app.cli.serve import WIRE
from app.web.exchange import Environ, Later
from app.web.gateway import Gateway
from app.web.middleware import Application, Start
from tests.ports import free_port

_NOTE, _NUMBER = "X-Test-Note", "tests.number"
# No server hands these on (RFC 9110 5.5); what we do with them all the same is tested without one.
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SENT = {"HTTP_CONNECTION", f"HTTP_{_NOTE.upper().replace('-', '_')}"}


class Note:
    """What a test says of one request besides what goes over the wire: who answers it, and from
    where it seems to come. `trouble` is what no handler of the product may swallow."""

    def __init__(self, app: Application, environ: Environ) -> None:
        self.app = app
        self.seen = {name: environ[name] for name in ("REMOTE_ADDR", "wsgi.url_scheme")}
        self.trouble: BaseException | None = None


class Bridge(Protocol):
    """An application that may take the place of `Flask.wsgi_app`."""

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]: ...


class Shipped:
    """A running server; `port` is where it listens, `page` what a request without a note meets: a
    browser's."""

    def __init__(self) -> None:
        self.port = free_port()
        self.page: Application = Flask("nobody").wsgi_app
        self._notes: dict[str, Note] = {}
        self._numbers = count()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Hand a request to the application that it is for (PEP 3333)."""
        # A check that was tried at once comes a second time, with the same environ.
        if _NUMBER not in environ:
            environ[_NUMBER] = environ.pop(f"HTTP_{_NOTE.upper().replace('-', '_')}", "")
        note = self._notes.get(environ[_NUMBER])
        if note is None:
            return self.page(environ, start)
        try:
            environ.update(note.seen)
            return note.app(environ, start)
        except Later:
            raise
        except BaseException as trouble:
            note.trouble = trouble
            raise

    @contextmanager
    def showing(self, page: Application) -> Iterator[None]:
        """Let browsers meet this application meanwhile."""
        self.page, before = page, self.page
        yield
        self.page = before

    def bridge(self, app: Application) -> Bridge:
        """Return an application that sends each request to the server, which asks `app`."""

        def send(environ: Environ, start_response: Start) -> Iterable[bytes]:
            if any(_CONTROL.search(value) for _, value in _headers(environ)):
                return app(environ, start_response)
            number = str(next(self._numbers))
            note = self._notes[number] = Note(app, environ)
            try:
                status, headers, body = _exchange(self.port, number, environ)
            finally:
                del self._notes[number]
            if note.trouble is not None:
                raise note.trouble
            start_response(status, headers)
            return [body]

        return send


def _exchange(port: int, number: str, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    with closing(connection):
        connection.putrequest(
            environ["REQUEST_METHOD"], _target(environ), skip_host=True, skip_accept_encoding=True
        )
        for name, value in _headers(environ):
            connection.putheader(name, value.encode("latin-1"))
        connection.putheader(_NOTE, number)
        body = environ["wsgi.input"].read()
        is_chunked = body and not environ.get("CONTENT_LENGTH")
        if is_chunked:
            connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders(body or None, encode_chunked=bool(is_chunked))
        answer = connection.getresponse()
        # Names as people write them: some tests look for one by its letters. The date is of the
        # server's own clock, while a test moves another one.
        headers = [(name.title(), each) for name, each in answer.getheaders() if name != "date"]
        return f"{answer.status} {answer.reason}", headers, answer.read()


def _target(environ: Environ) -> str:
    path = quote(environ["PATH_INFO"].encode("latin-1"))
    # A browser, too, sends no blank.
    query = quote(environ.get("QUERY_STRING", "").encode("latin-1"), safe=punctuation)
    return f"{path}?{query}" if query else path


def _headers(environ: Environ) -> Iterator[tuple[str, str]]:
    for name, value in environ.items():
        if name.startswith("HTTP_") and name not in _SENT:
            yield name.removeprefix("HTTP_").replace("_", "-"), value
        elif name in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value:
            yield name.replace("_", "-"), value


@contextmanager
def serving(*, is_sqlite: bool) -> Iterator[Shipped]:
    """Run the server as long as the block, with the threads that it has before a database."""
    shipped = Shipped()
    with listening(gateway_of(shipped, is_sqlite=is_sqlite), shipped.port):
        yield shipped


@contextmanager
def listening(gateway: Gateway, port: int) -> Iterator[None]:
    """Let the server hand requests to `gateway` as long as the block."""
    server = Server(gateway, port=port, **WIRE)
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(server.serve())
        loop.close()

    thread = threading.Thread(target=run, name="shipped", daemon=True)
    thread.start()
    _wait_for(port)
    yield
    loop.call_soon_threadsafe(server.stop)
    thread.join(20)


def _wait_for(port: int) -> None:
    for _ in range(200):
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
            try:
                return connection.connect()
            except ConnectionRefusedError:
                time.sleep(0.05)
    raise RuntimeError("the server did not start")
