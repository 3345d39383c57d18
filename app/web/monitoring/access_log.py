"""One line of JSON per request: who asked which route, how it ended and how long it took."""

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


class _Line(NamedTuple):
    at: datetime
    exchange: Exchange
    status: int
    seconds: float


# Not `logging`: what it does around a line costs more than all else that is done for the line.
_listeners: list[Callable[[_Line], object]] = []


def listen(hear: Callable[[str], object] | None = None) -> None:
    """Hand every line to `hear`, or write it to standard error, as a server's processes do."""
    if hear is not None:
        _listeners.append(lambda line: hear(_spelled(line)))
        return
    with suppress(AttributeError, OSError, ValueError):  # closed, or no file: nobody could read
        _listeners.append(LineWriter(sys.stderr.fileno(), _spelled).write)


def write(exchange: Exchange, status: int, clock: Clock) -> None:
    """Write the line of an answer, where somebody listens."""
    for hear in _listeners:
        hear(_Line(clock.now(), exchange, status, exchange.seconds()))


def _spelled(line: _Line) -> str:
    exchange = line.exchange
    at, milliseconds = line.at.isoformat(timespec="milliseconds"), round(line.seconds * 1000, 1)
    asked = _asked(
        exchange.user_id, exchange.client.ip, exchange.method, exchange.route, line.status
    )
    return f'{{"at": "{at}", "requestId": "{exchange.request_id}", {asked}, "ms": {milliseconds}}}'


@lru_cache(maxsize=512)
def _asked(user_id: str | None, ip: str, method: str, route: str, status: int) -> str:
    # Who asks once asks again, and to spell it takes longer than the rest of the line.
    # The route and never the address: whoever types a password into the address bar must not
    # find it in the log. No cookie, no header, no body either.
    fields = {"userId": user_id, "ip": ip, "method": method, "route": route, "status": status}
    return json.dumps(fields).removeprefix("{").removesuffix("}")


T = TypeVar("T")
_GATHERED_SECONDS = 0.02
_PATIENCE_MILLISECONDS = 200
# Where nobody reads, the oldest go: nobody is refused because of that, and memory stays.
_MOST_LINES = 10_000
# Up to here a pipe takes a write whole or not at all (PIPE_BUF, POSIX): lines of several processes
# never mix.
_MOST_BYTES = 4096


class LineWriter(Generic[T]):
    """Writes whole lines to a file descriptor, in the order in which they came."""

    def __init__(self, file: int, spelled: Callable[[T], str]) -> None:
        """Take the file descriptor, and what turns that which is to be written into a line."""
        self._file, self._spelled = file, spelled
        self._lines = deque[T](maxlen=_MOST_LINES)
        self._lock, self._is_writing = threading.Lock(), False
        os.register_at_fork(after_in_child=self._begin_anew)

    def write(self, line: T) -> None:
        """Write a line soon; never fails and never waits."""
        self._lines.append(line)
        if not self._is_writing:
            self._start()

    def _start(self) -> None:
        with self._lock:
            if self._is_writing:
                return
            # No daemon, whichever thread it is that asks: a process that ends waits until its last
            # lines are written.
            thread = threading.Thread(target=self._write_all, name="log", daemon=False)
            with suppress(RuntimeError):  # no more threads: perhaps at the next line
                thread.start()
                self._is_writing = True

    def _write_all(self) -> None:
        try:
            while self._is_needed():
                for batch in self._batches():
                    self._write(batch)
        except BaseException:
            self._is_writing = False  # the next line finds another thread
            raise

    def _is_needed(self) -> bool:
        time.sleep(_GATHERED_SECONDS)
        with self._lock:
            # Said before the look: who finds it unsaid starts nothing, and has left a line.
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
                    self._lines.clear()  # the process ends, and nobody reads
                    return
            try:
                batch = batch[os.write(self._file, batch) :]
            except BlockingIOError:
                continue  # another process was quicker to fill the pipe
            except OSError:
                return

    def _begin_anew(self) -> None:
        self._lines.clear()
        self._lock, self._is_writing = threading.Lock(), False
