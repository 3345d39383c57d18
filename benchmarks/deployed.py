"""Session checks as the server is deployed: two free cores, one and two workers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.contestants import Rival, express, hello
from benchmarks.findings import Finding, figure, ratio
from benchmarks.instance import Instance
from benchmarks.load import Slice, Target, cookie_file, in_turns, load
from benchmarks.plan import Plan
from benchmarks.processes import ALL_CORES, Process, all_cores
from benchmarks.session_checks import HELLO, PEOPLE, RIVAL, checks
from tests.services import Postgres, Redis

EXPRESS = "Express"
_GROUP, _MEMORY = "Session checks as deployed", "Memory as deployed"
_CONNECTIONS = (1, 16, 64)
_ROUNDS, _SECONDS = 3, 2
Samples = dict[str, list[Slice]]


def measure(_plan: Plan, folder: Path) -> Iterator[Finding]:
    """Yield requests a second and p99 of every shape at each number of connections."""
    with ExitStack() as stack:
        stack.enter_context(all_cores())
        targets, servers = _contestants(folder, stack)
        for connections in _CONNECTIONS:
            slices = _taken(targets, connections)
            yield from _figures(slices, connections)
            yield from _targets(slices, connections)
        what = "SQLite, 2 workers, after the load"
        yield figure(_MEMORY, what, "MB", [servers["SQLite, 2w"].megabytes()], at_most=130)


def _contestants(folder: Path, stack: ExitStack) -> tuple[dict[str, Target], dict[str, Process]]:
    targets, servers = dict[str, Target](), dict[str, Process]()
    postgres, redis = stack.enter_context(Postgres()), stack.enter_context(Redis())
    for database in ("SQLite", "PostgreSQL"):
        for shape, workers, url in (("1w", 1, ""), ("2w", 2, ""), ("2w + Redis", 2, redis.url)):
            name = f"{database}, {shape}"
            made = folder / name.replace(" ", "")
            address = "" if database == "SQLite" else _new_database(postgres, len(targets))
            instance = Instance(made, database_url=address, workers=workers, redis_url=url)
            servers[name] = stack.enter_context(instance.serving(cores=ALL_CORES))
            cookies = instance.sign_in(instance.enroll(PEOPLE))
            targets |= checks(name, servers[name], cookie_file(made / "cookies.txt", cookies))
    targets |= _others(folder, stack)
    return targets, servers


def _others(folder: Path, stack: ExitStack) -> dict[str, Target]:
    rival = Rival(folder / "rival", PEOPLE)
    other = stack.enter_context(rival.serving(cores=ALL_CORES, workers=2))
    cookies = cookie_file(folder / "rival.txt", rival.sign_in(other, PEOPLE))
    server, tokens = stack.enter_context(express(folder / "node", processes=2, people=PEOPLE))
    found = {
        f"{RIVAL}, 2w": Target(f"{other.url}/me", cookies),
        f"{EXPRESS}, 2w": Target(f"{server.url}/me", cookie_file(folder / "node.txt", tokens)),
    }
    for workers in (1, 2):
        bare = stack.enter_context(
            hello(folder / f"hello{workers}", cores=ALL_CORES, workers=workers)
        )
        found[f"{HELLO}, {workers}w"] = Target(f"{bare.url}/", cookies)
    return found


def _taken(targets: Mapping[str, Target], connections: int) -> Samples:
    asks: dict[str, Callable[[], Slice]] = {
        name: partial(load, each, seconds=_SECONDS, connections=connections, cores=ALL_CORES)
        for name, each in targets.items()
    }
    return in_turns(asks, rounds=_ROUNDS)


def _figures(slices: Samples, connections: int) -> Iterator[Finding]:
    for name, each in slices.items():
        what = f"{name}, {connections} connections"
        yield figure(_GROUP, what, "/s", [one.per_second for one in each])
        yield figure(_GROUP, f"{what}, p99", "ms", [one.p99_ms for one in each])


def _targets(slices: Samples, connections: int) -> Iterator[Finding]:
    rates = {name: [one.per_second for one in each] for name, each in slices.items()}
    against = partial(_ratio, rates, connections)
    for database, least in (("SQLite", 0.40), ("PostgreSQL", 0.25)):
        for shape in ("2w", "2w + Redis"):
            yield against(f"me, {database}, {shape}", f"{HELLO}, 2w", least)
            yield against(f"me, {database}, {shape}", f"me, {database}, 1w", 1.7)
    yield against("forward-auth, SQLite, 2w", f"{HELLO}, 2w", 0.55)
    yield against("me, SQLite, 2w", f"{EXPRESS}, 2w", 1.6)
    late = {name: [one.p99_ms for one in each] for name, each in slices.items()}
    of, to = "me, SQLite, 2w", f"{EXPRESS}, 2w"
    what = f"p99, {of} : {to}, {connections} connections"
    most = 1 if connections == max(_CONNECTIONS) else None
    yield ratio(_GROUP, what, late, of=of, to=to, at_most=most)


def _ratio(
    rates: Mapping[str, list[float]], connections: int, of: str, to: str, least: float
) -> Finding:
    # One connection keeps one worker busy, whatever stands beside it.
    at_least = least if connections > 1 else None
    what = f"{of} : {to}, {connections} connections"
    return ratio(_GROUP, what, rates, of=of, to=to, at_least=at_least)


def _new_database(postgres: Postgres, number: int) -> str:
    name = f"deployed{number}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres.url(name)
