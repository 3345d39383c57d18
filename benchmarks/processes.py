"""Server processes: started on chosen cores, watched through /proc, ended with their children."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import ROOT

# On two cores the server has one to itself and the load the other: a client that shares the
# server's core would bend every ratio towards 1.
SERVER_CORES, LOAD_CORES, ALL_CORES = "0", "1", "0-1"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Command:
    """How to start a server, and where to ask whether it answers."""

    words: Sequence[str]
    environment: dict[str, str]
    port: int
    alive: str = "/"
    cores: str = SERVER_CORES


@dataclass(frozen=True)
class Process:
    """A server that answers, and how long that took from its start."""

    id: int
    url: str
    seconds_to_first_answer: float

    def tree(self) -> list[int]:
        """Return the ids of the process and all its descendants."""
        return [self.id, *_descendants(self.id)]

    def cpu_seconds(self) -> float:
        """Return the processor time that all of them have used so far."""
        return sum(_cpu_seconds(each) for each in self.tree())

    def megabytes(self) -> float:
        """Return the memory of all of them; a page that several share counts once."""
        return sum(_proportional_kilobytes(each) for each in self.tree()) / 1024

    def worker_megabytes(self) -> float:
        """Return the resident memory of the largest process: the worker."""
        return max(_resident_kilobytes(each) for each in self.tree()) / 1024


@contextmanager
def running(command: Command, log: Path) -> Iterator[Process]:
    """Run a server until the block ends."""
    begun = time.perf_counter()
    with log.open("wb") as out:
        process = subprocess.Popen(
            ["taskset", "-c", command.cores, *command.words],
            cwd=ROOT,
            env={**os.environ, **command.environment},
            stdout=out,
            stderr=out,
            process_group=0,
        )
        url = f"http://127.0.0.1:{command.port}"
        try:
            _wait(f"{url}{command.alive}", process, log)
            yield Process(process.pid, url, time.perf_counter() - begun)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


@contextmanager
def all_cores() -> Iterator[None]:
    """Let this process and what it starts use every core during the block."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _wait(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(6000):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            if process.poll() is not None:
                break
        time.sleep(0.01)
    raise SystemExit(f"a server did not start:\n{log.read_text()[-3000:]}")


def _descendants(parent: int) -> list[int]:
    children = [
        int(each)
        for task in Path(f"/proc/{parent}/task").iterdir()
        for each in (task / "children").read_text().split()
    ]
    return [each for child in children for each in (child, *_descendants(child))]


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _proportional_kilobytes(process: int) -> int:
    return _kilobytes(Path(f"/proc/{process}/smaps_rollup"), "Pss:")


def _resident_kilobytes(process: int) -> int:
    return _kilobytes(Path(f"/proc/{process}/status"), "VmRSS:")


def _kilobytes(file: Path, name: str) -> int:
    [found] = [line for line in file.read_text().splitlines() if line.startswith(name)]
    return int(found.split()[1])
