"""The bridge from the server (ASGI) to the application (WSGI, PEP 3333).

Headers become Latin-1 text, and the body is read before the application runs. The server's own
WSGI passes an empty header if one byte of it is not ASCII, so that a cookie of a neighbouring app
would sign users out. A request that is refused before its body is read would leave the rest of the
body on the connection, where the next request begins.

An answer is gathered before it is sent, but for those of `app.web.streaming`.
"""

import asyncio
import io
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple, ParamSpec, TypeVar
from urllib.parse import unquote_to_bytes

from app.core.turns import REQUESTS
from app.web.exchange import AT_ONCE, Environ, Later
from app.web.middleware import Application
from app.web.origin import BODY_IS_BROKEN, LARGEST_BODY
from app.web.sending import Message, Receive, Send, Start, send_parts, send_whole
from app.web.streaming import STREAMED

P = ParamSpec("P")
R = TypeVar("R")
_Answer = tuple[Start, "bytes | _Parts"]

_BODY_SECONDS = 10.0  # the timeout of the shipped proxies
_LINGER_SECONDS, _MOST_DROPPED = 2.0, 16 * 1024 * 1024
_CLOSE = (b"connection", b"close")


class _Broken(Exception):
    """The body is incomplete or malformed."""


class _Body(NamedTuple):
    read: bytes = b""
    is_whole: bool = True


class _Parts(NamedTuple):
    """The parts of an answer that is sent while it is made."""

    made: Iterable[bytes]


class Gateway:
    """The ASGI application, which runs each request in a thread.

    A check (`app.web.middleware.FastPath`) is tried at once, before it gets a thread of its own.
    """

    def __init__(
        self,
        app: Application,
        *,
        threads: int,
        checks: Container[str] = (),
        check_threads: int = 0,
        probes: Iterable[str] = (),
    ) -> None:
        """Take an application, a number of threads, and two lists of paths.

        A thread starts with the first request that needs it. `checks` may be answered before they
        get a thread. `check_threads` is 0 for a database that answers within the process. Checks
        then run on the event loop. The threads compute one after the other, as no network makes
        them wait.

        Each of the `probes` has a thread of its own. It would else wait behind a crowd of logins,
        and an orchestrator would end a server that only has much to do.
        """
        self._app, self._threads = app, ThreadPoolExecutor(threads, "request")
        self._checks = checks
        self._few = ThreadPoolExecutor(check_threads, "check") if check_threads else None
        self._probes = {path: ThreadPoolExecutor(1, "probe") for path in probes}
        self._answer = _answer if check_threads else _in_turn(_answer)
        self._next = _next_of if check_threads else _in_turn(_next_of)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request (ASGI 3).

        The event loop reads the body, so that no thread waits for a slow client.
        """
        environ = environ_of(scope)
        body = await _read_in_time(environ, receive)
        environ["wsgi.input"] = io.BytesIO(body.read)
        start, content = await self._answered(environ)
        if isinstance(content, _Parts):
            return await self._stream(start, content, receive, send)
        if body.is_whole:
            return await send_whole(send, start, content)
        status, headers = start
        await send_whole(send, (status, [*headers, _CLOSE]), content)
        return await _drop_rest(receive)

    async def _answered(self, environ: Environ) -> _Answer:
        run = asyncio.get_running_loop().run_in_executor
        if environ["PATH_INFO"] in self._checks:
            environ[AT_ONCE] = True
            with suppress(Later):
                if self._few is None:
                    return _answer(self._app, environ)
                return await run(self._few, _answer, self._app, environ)
            del environ[AT_ONCE]
        if (probe := self._probes.get(environ["PATH_INFO"])) is not None:
            return await run(probe, _answer, self._app, environ)
        return await run(self._threads, self._answer, self._app, environ)

    async def _stream(self, start: Start, parts: _Parts, receive: Receive, send: Send) -> None:
        run = asyncio.get_running_loop().run_in_executor
        made = iter(parts.made)
        try:
            await send_parts(send, receive, start, lambda: run(self._threads, self._next, made))
        finally:
            await run(self._threads, _close, parts.made)


def environ_of(scope: Message) -> Environ:
    """Return the WSGI environ of a request, without its body."""
    (address, _), (host, port) = scope["client"], scope["server"]
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for sent, value in scope["headers"]:
        name = _name(sent)
        if name is not None:
            text = value.decode("latin-1")
            between = "; " if name == "HTTP_COOKIE" else ", "
            environ[name] = f"{environ[name]}{between}{text}" if name in environ else text
    return environ


@lru_cache(maxsize=512)
def _name(header: bytes) -> str | None:
    # X_Forwarded_For would get the environ key of X-Forwarded-For, and a proxy replaces only the
    # latter.
    if b"_" in header:
        return None
    name = header.decode("latin-1").upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"


@lru_cache(maxsize=128)
def _lowered(name: str) -> bytes:
    return name.lower().encode("latin-1")


async def _read_in_time(environ: Environ, receive: Receive) -> _Body:
    """Return the body, or its first bytes if it is too large, malformed or late."""
    is_chunked = environ.pop("HTTP_TRANSFER_ENCODING", None) is not None
    if not is_chunked and int(environ.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        return _Body(is_whole=False)  # unread: a client with `Expect: 100-continue` is refused
    if not is_chunked and "CONTENT_LENGTH" not in environ:
        return _Body()
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            return await _read_body(environ, receive)
    except (TimeoutError, _Broken):
        environ[BODY_IS_BROKEN] = True
        return _Body(is_whole=False)


async def _read_body(environ: Environ, receive: Receive) -> _Body:
    """Return the body, or its first bytes if it is too large.

    Sets CONTENT_LENGTH in `environ` to the length that was read. Raises _Broken.
    """
    read, is_whole = bytearray(), False
    while not is_whole and len(read) <= LARGEST_BODY:
        message = await receive()
        if message["type"] != "http.request":
            raise _Broken
        read += message.get("body", b"")
        is_whole = not message.get("more_body", False)
    environ["CONTENT_LENGTH"] = str(len(read))
    return _Body(bytes(read), is_whole)


def _answer(app: Application, environ: Environ) -> _Answer:
    """Call the application; return the start and the body or its parts."""
    told: list[tuple[int, list[Any]]] = []

    def start(status: str, headers: list[tuple[str, str]], _trouble: Any = None) -> None:
        sent = [(_lowered(name), value.encode("latin-1")) for name, value in headers]
        told.append((int(status[:3]), sent))

    parts = app(environ, start)
    if STREAMED in environ:
        return told[-1], _Parts(parts)
    try:
        body = b"".join(parts)
    finally:
        _close(parts)
    return told[-1], body


def _next_of(parts: Iterator[bytes]) -> bytes | None:
    return next(parts, None)


def _close(parts: Iterable[bytes]) -> None:
    getattr(parts, "close", lambda: None)()


def _in_turn(work: Callable[P, R]) -> Callable[P, R]:
    def in_turn(*given: P.args, **named: P.kwargs) -> R:
        with REQUESTS.taken():
            return work(*given, **named)

    return in_turn


async def _drop_rest(receive: Receive) -> None:
    """Read and drop what a refused client still sends.

    If the server closed the connection meanwhile, the client's system might discard the answer
    before the client reads it (RFC 9112 9.6).
    """
    dropped, more = 0, True
    try:
        async with asyncio.timeout(_LINGER_SECONDS):
            while more and dropped < _MOST_DROPPED:
                message = await receive()
                dropped += len(message.get("body", b""))
                more = message.get("more_body", False)
    except TimeoutError:
        return
