"""How soon a server answers, and how much memory it takes, at rest and after long use."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from benchmarks.contestants import Rival, hello
from benchmarks.findings import Finding, figure, ratio
from benchmarks.instance import Instance
from benchmarks.load import cookie_file, in_turns, load
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, Process
from benchmarks.session_checks import CONNECTIONS, HELLO, PEOPLE, RIVAL, checks

_START, _MEMORY = "Start", "Memory"
_OURS = "Second Lock"


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield the time to the first answer, memory at rest, and memory after many requests."""
    instance, rival = Instance(folder / "ours"), Rival(folder / "rival", 1)
    servers: dict[str, Callable[[], AbstractContextManager[Process]]] = {
        _OURS: lambda: instance.serving(cores=ALL_CORES),
        RIVAL: lambda: rival.serving(cores=ALL_CORES),
        HELLO: lambda: hello(folder / "hello", cores=ALL_CORES),
    }
    memory: dict[str, list[float]] = {name: [] for name in servers}
    workers: dict[str, list[float]] = {name: [] for name in servers}

    def start(name: str) -> float:
        with servers[name]() as server:
            time.sleep(1.5)
            memory[name].append(server.megabytes())
            workers[name].append(server.worker_megabytes())
            return server.seconds_to_first_answer

    starts = in_turns({name: partial(start, name) for name in servers}, rounds=plan.rounds)
    for name, each in starts.items():
        yield figure(_START, f"{name}, to the first 200", "s", each, **_only(name, at_most=1.5))
    for name, each in memory.items():
        yield figure(_MEMORY, f"{name}, at rest, all processes", "MB", each)
    for name, each in workers.items():
        what = f"{name}, at rest, its worker"
        yield figure(_MEMORY, what, "MB", each, **_only(name, at_most=120))
    what = f"{_OURS} : {RIVAL}, all processes"
    yield ratio(_MEMORY, what, memory, of=_OURS, to=RIVAL, at_most=0.8)
    yield from _long_use(plan, folder, instance)


def _long_use(plan: Plan, folder: Path, instance: Instance) -> Iterator[Finding]:
    """Ask until all requests are done; the first tenth only warms up."""
    cookies = cookie_file(folder / "long.txt", instance.sign_in(instance.enroll(PEOPLE)))
    with instance.serving() as server:
        target, done, sizes = checks("", server, cookies)["me, "], 0.0, list[float]()
        while done < plan.requests:
            found = load(target, seconds=plan.seconds, connections=CONNECTIONS)
            done += found.per_second * plan.seconds
            if done >= plan.requests / 10:
                sizes.append(server.megabytes())
    what = f"memory after {plan.requests:,} requests : after a tenth of them"
    grown = {"after": [sizes[-1]], "before": [sizes[0]]}
    yield ratio(_MEMORY, what, grown, of="after", to="before", at_most=1.05)


def _only(name: str, *, at_most: float) -> dict[str, float]:
    return {"at_most": at_most} if name == _OURS else {}
