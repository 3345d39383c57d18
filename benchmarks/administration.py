"""The administrators' calls among a million people and ten million events in PostgreSQL."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

from app.core.clock import SystemClock
from benchmarks.findings import Finding, figure
from benchmarks.instance import Instance, Person
from benchmarks.million import DAYS, fill
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, Process, all_cores
from tests.services import Postgres

_EXPORTED, _EXPORTS = 100_000, 3
_EVENTS_OF_A_PERSON = 10
_SEARCHES = (
    "ann", "smith", "schmidt", "garcia12", "zoë", "ute weber", "nguyen example.net", "r777",
    "clara.engel", "a", "li", "%", "_", "nobody at all", "jonas.keller4711", "9@example.org",
    "Xaver Ziegler", "@example", "12345", "maria ivan",
)  # fmt: skip
_FILTERS = (
    "without_second_factor", "unverified", "disabled", "locked", "admins", "inactive",
)  # fmt: skip


def measure(plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield the times of lists and overview, and the memory of an export."""
    people = plan.sizes[-1]
    events = people * _EVENTS_OF_A_PERSON
    group = f"Administration: {people:,} people, {events:,} events, PostgreSQL"
    with all_cores(), Postgres() as postgres:
        url = postgres.url("postgres")
        instance = Instance(folder / "administration", database_url=url)
        person = _administrator(instance, url)
        fill(url, people=people, events=events)
        with instance.serving(cores=ALL_CORES) as server:
            admin = Admin(instance, person, server)
            yield from _reads(group, plan, admin)
            yield from _export(group, admin, events)


def _administrator(instance: Instance, url: str) -> Person:
    [person] = instance.enroll(1)
    instance.close()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE users SET role = 'admin' WHERE id = %s", [person.id])
    return person


class Admin:
    """An administrator at a browser of their own."""

    def __init__(self, instance: Instance, person: Person, server: Process) -> None:
        """Sign in."""
        self._person, self.instance, self.server = person, instance, server
        self._connection = HTTPConnection(urlsplit(server.url).netloc, timeout=300)
        self.renew()

    def renew(self) -> None:
        """Sign in anew: a step-up counts for five minutes."""
        [self._cookie] = self.instance.sign_in([self._person])
        self.instance.close()

    def get(self, path: str, take: Callable[[bytes], object] | None = None) -> float:
        """Return the seconds that an answer took, read to its end."""
        begun = time.perf_counter()
        self._connection.request("GET", f"/api/admin/{path}", headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        if answer.status != 200:
            raise SystemExit(f"GET {path}: {answer.status} {answer.read()!r}")
        while part := answer.read(65_536):
            if take is not None:
                take(part)
        return time.perf_counter() - begun


def _reads(group: str, plan: Plan, admin: Admin) -> Iterator[Finding]:
    calls = {
        "people, search": ([f"users?q={quote(each)}" for each in _SEARCHES], 200.0),
        "people, filters": ([f"users?filter={each}" for each in _FILTERS], None),
        "overview": (["overview"] * 10, 500.0),
        "history, search": (list(_history_searches()), None),
    }
    for name, (paths, most) in calls.items():
        rounds = [_p95(admin, paths) for _ in range(plan.rounds)]
        yield figure(group, f"{name}, p95", "ms", rounds, at_most=most)
    yield figure(group, "health, a first look", "s", [admin.get("health")])


def _history_searches() -> Iterator[str]:
    now = SystemClock().now()
    person = "p" + "4711".zfill(21)
    for days in (1, 30, DAYS // 2, DAYS - 5):
        until = quote((now - timedelta(days=days)).isoformat())
        begun = quote((now - timedelta(days=days, hours=10)).isoformat())
        for narrowed in ("", "&type=login.failed", "&type=policy.changed", "&ip=10.7.7.1"):
            yield f"events?until={until}{narrowed}"
            yield f"events?from={begun}&until={until}{narrowed}"
        yield f"events?user={person}&until={until}"
    yield from ("events", "events?type=2fa.locked", "events?ip=192.0.2.77", f"events?user={person}")


def _p95(admin: Admin, paths: Sequence[str]) -> float:
    taken = [1000 * admin.get(each) for each in paths for _ in range(3)]
    return statistics.quantiles(taken, n=20)[-1]


def _export(group: str, admin: Admin, events: int) -> Iterator[Finding]:
    """Export the newest hundred thousand; the first, small one loads what exports need."""
    step = timedelta(days=DAYS) / events
    begins = quote((SystemClock().now() - _EXPORTED * step).isoformat())
    for kind in ("csv", "jsonl"):
        admin.renew()
        admin.get(f"events/export?format={kind}&type=policy.changed&from={begins}")
        grown, taken = list[float](), list[float]()
        for _ in range(_EXPORTS):
            admin.renew()
            lines = 0

            def count(part: bytes) -> None:
                nonlocal lines
                lines += part.count(b"\n")

            before = admin.server.worker_megabytes()
            with Watch(admin.server) as watch:
                taken.append(admin.get(f"events/export?format={kind}&from={begins}", count))
            grown.append(watch.most - before)
            if lines < min(_EXPORTED, events) * 0.9:
                raise SystemExit(f"the export has {lines} lines")
        what = f"export of {min(_EXPORTED, events):,} events, {kind}"
        yield figure(group, f"{what}, memory that it adds", "MB", grown, at_most=30)
        yield figure(group, what, "s", taken)


class Watch:
    """The most memory that a server's worker takes during a block."""

    def __init__(self, server: Process) -> None:
        """Take the server."""
        self._server, self._over = server, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.most = 0.0

    def __enter__(self) -> "Watch":
        """Begin to look, ten times a second."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.1):
            self.most = max(self.most, self._server.worker_megabytes())
