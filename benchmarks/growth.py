"""How the costs grow with the rows: a hundred, ten thousand and a million of each kind."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.constants import GROWTH
from benchmarks.costs import setups, verify_milliseconds
from benchmarks.findings import Finding, ratio
from benchmarks.instance import Instance, Person
from benchmarks.journeys import SECOND_LOCK, journeys_per_second, some
from benchmarks.load import cookie_file, in_turns
from benchmarks.plan import Plan
from benchmarks.population import fill, give_belongings
from benchmarks.processes import Process
from benchmarks.session_checks import PEOPLE, checks, rate
from tests.services import Postgres

_AT_MOST = 1.3
Measured = Callable[[], float]


def measure(plan: Plan, folder: Path, postgres: Postgres) -> Iterator[Finding]:
    """Yield the time of each call at every size, against its time at the smallest."""

    def on_sqlite(size: int) -> Instance:
        return Instance(folder / f"{size}")

    def on_postgres(size: int) -> Instance:
        return Instance(folder / f"postgres-{size}", database_url=_new_database(postgres, size))

    yield from _growth(plan, "SQLite", on_sqlite, plan.sizes)
    yield from _growth(plan, "PostgreSQL", on_postgres, (plan.smallest, plan.sizes[-1]))


def _growth(
    plan: Plan, database: str, made: Callable[[int], Instance], sizes: Sequence[int]
) -> Iterator[Finding]:
    with ExitStack() as stack:
        by_call: dict[str, dict[str, Measured]] = {}
        for size in sizes:
            instance = made(size)
            fill(instance, size)
            signed_in = instance.enroll(PEOPLE)
            people = instance.enroll(plan.rounds * plan.few_journeys)
            give_belongings(instance, size)
            server = stack.enter_context(instance.serving())
            cookies = instance.sign_in(signed_in)
            for call, measured in _calls(plan, instance, server, cookies, people).items():
                by_call.setdefault(call, {})[f"{size:,}"] = measured
        for call, contestants in by_call.items():
            samples = in_turns(contestants, rounds=plan.rounds)
            small, *larger = contestants
            for large in larger:
                what = f"{call}, {database}, {large} rows : {small} rows"
                yield ratio(GROWTH, what, samples, of=large, to=small, at_most=_AT_MOST)


def _new_database(postgres: Postgres, size: int) -> str:
    name = f"growth_{size}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return postgres.url(name)


def _calls(
    plan: Plan, instance: Instance, server: Process, cookies: list[str], people: list[Person]
) -> dict[str, Measured]:
    file, knowing = cookie_file(instance.folder / "cookies.txt", cookies), iter(people)
    found: dict[str, Measured] = {
        name.partition(",")[0]: partial(_time, partial(rate, target, plan.seconds))
        for name, target in checks("", server, file).items()
    }
    found["journey"] = partial(
        _time,
        lambda: journeys_per_second(server.url, some(knowing, plan.few_journeys), SECOND_LOCK),
    )
    found["setup with QR"] = partial(
        _time, lambda: setups(instance, server, plan.seconds).per_second
    )
    found["verify-login, processor time"] = partial(verify_milliseconds, instance, server)
    return found


def _time(per_second: Measured) -> float:
    """Return the milliseconds that one took, from how many there were a second."""
    return 1000 / per_second()
