"""A watcher in a process of its own, which no thread of the tests slows down: it asks one address
again and again, and says how long each answer took."""

import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from tests.live import ROOT


@contextmanager
def watched(url: str, *, cookie: str = "") -> Iterator[list[float]]:
    """Watch while the block runs; the list holds the seconds of each answer after it."""
    times: list[float] = []
    command = [sys.executable, "-m", "tests.faults.watching", url, cookie]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()  # it has had its first answer
        yield times
        process.send_signal(signal.SIGTERM)
        times += json.loads(process.stdout.read())
    assert process.returncode == 0


def main(url: str, cookie: str) -> None:
    where, times, stop = urlsplit(url), [], []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    while not stop:
        begun = time.monotonic()
        connection = http.client.HTTPConnection(where.netloc, timeout=30)
        connection.request("GET", where.path, headers={"Cookie": cookie})
        assert connection.getresponse().status == 200
        connection.close()
        times.append(time.monotonic() - begun)
        if len(times) == 1:
            sys.stdout.write("watching\n")
            sys.stdout.flush()
        time.sleep(0.02)
    sys.stdout.write(json.dumps(times))


if __name__ == "__main__":
    main(*sys.argv[1:])
