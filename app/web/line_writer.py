"""Lines for a file that others read, written by a thread that lives while there are some.

A request that wrote its own line would wait for whoever reads slowly, and hand the interpreter on
to the next thread, which costs more than the line. What a killed process had not written is lost:
at most the lines of a fiftieth of a second.
"""

import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

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
