"""Load from `wrk` on a core of its own, and taking turns so that a slow moment hits everybody."""

import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from benchmarks.processes import LOAD_CORES

T = TypeVar("T")
_SCRIPT = Path(__file__).with_name("load.lua")


@dataclass(frozen=True)
class Target:
    """An address with the headers that every request carries.

    The lines of the file `cookies` are taken in turns, as values of the header `varied`.
    """

    url: str
    cookies: Path
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    varied: str = "Cookie"


@dataclass(frozen=True)
class Slice:
    """What one short run of load measured."""

    per_second: float
    p50_ms: float
    p99_ms: float


def load(target: Target, *, seconds: float, connections: int, cores: str = LOAD_CORES) -> Slice:
    """Ask as fast as the answers come, on so many connections; every answer must be right."""
    given = [word for name, value in target.headers.items() for word in ("-H", f"{name}: {value}")]
    words = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(_SCRIPT)]
    words += [*given, target.url, "--", str(target.cookies), target.varied, *_body(target)]
    done = subprocess.run(
        ["taskset", "-c", cores, "wrk", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout.splitlines()[-1])
    if found["errors"] or not found["requests"]:
        raise SystemExit(f"{target.url} failed under load: {done.stdout}")
    return Slice(found["requests"] / found["seconds"], found["p50_ms"], found["p99_ms"])


def in_turns(contestants: Mapping[str, Callable[[], T]], *, rounds: int) -> dict[str, list[T]]:
    """Return what each contestant measured in each round; every second round goes backwards."""
    found: dict[str, list[T]] = {name: [] for name in contestants}
    for number in range(rounds):
        order: Sequence[str] = list(contestants)
        for name in order if number % 2 == 0 else order[::-1]:
            found[name].append(contestants[name]())
    return found


def cookie_file(path: Path, cookies: Sequence[str]) -> Path:
    """Write the values of a header where `wrk` reads them, one a line."""
    path.write_text("".join(f"{each}\n" for each in cookies))
    return path


def _body(target: Target) -> list[str]:
    return [] if target.body is None else [target.body]
