"""The access log: one line of JSON for each request.

A line holds the user, the address, the route, the status and the duration.
"""

import json
import os
import select
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from app.core.clock import Clock
from app.web.exchange import Exchange

T = TypeVar("T")
_GATHERED_SECONDS = 0.02
_PATIENCE_MILLISECONDS = 200
# If nobody reads the log, the oldest lines are dropped. Requests go on, and memory is bounded.
_MOST_LINES = 10_000
# PIPE_BUF: up to this size a write to a pipe is atomic (POSIX), so that the lines of several
# processes never mix.
_MOST_BYTES = 4096


class _Line(NamedTuple):
    at: datetime
    exchange: Exchange
    status: int
    seconds: float


# Not `logging`: its overhead costs more than all other work for a line.
_listeners: list[Callable[[_Line], object]] = []


def listen(hear: Callable[[str], object] | None = None) -> None:
    """Pass every line to `hear`, or write it to standard error.

    A server's processes write to standard error.
    """
    if hear is not None:
        _listeners.append(lambda line: hear(_spelled(line)))
        return
    with suppress(AttributeError, OSError, ValueError):  # stderr is closed or no file: no log
        _listeners.append(LineWriter(sys.stderr.fileno(), _spelled).write)


def write(exchange: Exchange, status: int, clock: Clock) -> None:
    """Pass the line of an answer to every listener."""
    for hear in _listeners:
        hear(_Line(clock.now(), exchange, status, exchange.seconds()))


@lru_cache(maxsize=512)
def _asked(user_id: str | None, ip: str, method: str, route: str, status: int) -> str:
    # Cached: a client often repeats a request, and this JSON takes longer than the rest of the
    # line. The line holds the route and never the address, because a user may type a password into
    # the address bar. It holds no cookie, header or body either.
    fields = {"userId": user_id, "ip": ip, "method": method, "route": route, "status": status}
    return json.dumps(fields).removeprefix("{").removesuffix("}")


class LineWriter(Generic[T]):
    """Writes whole lines to a file descriptor, in order, from a thread."""

    def __init__(self, file: int, spelled: Callable[[T], str]) -> None:
        """Take the file descriptor; `spelled` makes the text of a line."""
        self._file, self._spelled = file, spelled
        self._lines = deque[T](maxlen=_MOST_LINES)
        self._lock, self._is_writing = threading.Lock(), False
        os.register_at_fork(after_in_child=self._begin_anew)

    def write(self, line: T) -> None:
        """Queue a line for the writing thread; never raises, never waits."""
        self._lines.append(line)
        if not self._is_writing:
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._is_writing:
                return
            # Not a daemon thread, even if a daemon thread starts it: the process waits at its end
            # until the last lines are written.
            thread = threading.Thread(target=self._write_all, name="log", daemon=False)
            with suppress(RuntimeError):  # no thread can start now: the next line tries again
                thread.start()
                self._is_writing = True

    def _write_all(self) -> None:
        try:
            while self._is_needed():
                for batch in self._batches():
                    self._write(batch)
        except BaseException:
            self._is_writing = False  # the next line starts another thread
            raise

    def _is_needed(self) -> bool:
        time.sleep(_GATHERED_SECONDS)
        with self._lock:
            # False first, then the look at the queue: a thread that read True before has already
            # queued its line.
            self._is_writing = False
            self._is_writing = bool(self._lines)
            return self._is_writing

    def _batches(self) -> Iterator[bytes]:
        batch = b""
        while self._lines:
            line = f"{self._spelled(self._lines.popleft())}\n".encode()
            if batch and len(batch) + len(line) > _MOST_BYTES:
                yield batch
                batch = b""
            batch += line
        if batch:
            yield batch

    def _write(self, batch: bytes) -> None:
        poll = select.poll()
        poll.register(self._file, select.POLLOUT)
        while batch:
            while not poll.poll(_PATIENCE_MILLISECONDS):
                if not threading.main_thread().is_alive():
                    self._lines.clear()  # the process ends, and nobody reads the log
                    return
            try:
                batch = batch[os.write(self._file, batch) :]
            except BlockingIOError:
                continue  # another process has filled the pipe
            except OSError:
                return

    def _begin_anew(self) -> None:
        self._lines.clear()
        self._lock, self._is_writing = threading.Lock(), False


def _spelled(line: _Line) -> str:
    exchange = line.exchange
    at, milliseconds = line.at.isoformat(timespec="milliseconds"), round(line.seconds * 1000, 1)
    asked = _asked(
        exchange.user_id, exchange.origin.ip, exchange.method, exchange.route, line.status
    )
    return f'{{"at": "{at}", "requestId": "{exchange.request_id}", {asked}, "ms": {milliseconds}}}'
